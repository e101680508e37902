import type { HostedRecord, Selection } from '../hosted/port';
import type { Catalog } from './catalog';
import type { ObjectPosition } from './change-cursor';
import { query } from './queries';
import type { SalesforceSession } from './session';
import { quoted, soqlInstant } from './soql';
import { hostedRecord, instant, SYSTEM_FIELDS } from './values';

export interface PolledPage {
  records: HostedRecord[];
  position: ObjectPosition;
  more: boolean;
}

/**
 * Changes of one object by SystemModstamp, with those in the recycle bin, in the order of (SystemModstamp, Id): equal
 * stamps at the border of a page lose nothing. A stamp is set when its transaction begins and is seen when that ends,
 * so each read begins `overlapMs` before the time of the one before; what was read already is read again and is the
 * same.
 */
export async function pollPage(
  session: SalesforceSession,
  catalog: Catalog,
  selection: Selection,
  position: ObjectPosition,
  { pageSize, overlapMs }: { pageSize: number; overlapMs: number },
): Promise<PolledPage> {
  const { page, from } = position;
  const after = page
    ? `(SystemModstamp > ${page.stamp} OR (SystemModstamp = ${page.stamp} AND Id > ${quoted(page.id)}))`
    : `SystemModstamp >= ${soqlInstant(new Date(from))}`;
  const { records, at } = await query(
    session,
    {
      fields: [...SYSTEM_FIELDS, ...(await catalog.stateFieldsOf(selection.object)), ...selection.fields],
      from: selection.object,
      where: after,
      orderBy: 'SystemModstamp, Id',
      limit: pageSize,
    },
    'background',
    'queryAll',
  );
  const startedAt = page?.startedAt ?? at.toISOString();
  const [types, ourId] = [await catalog.typesOf(selection.object), await session.userId()];
  const last = records.at(-1);
  const more = records.length >= pageSize && last !== undefined;
  const { page: _read, ...rest } = position;
  return {
    records: records.map((record) => hostedRecord(selection, record, types, ourId)),
    position: more
      ? { ...rest, page: { stamp: soqlInstant(instant(String(last['SystemModstamp']))), id: last.Id, startedAt } }
      : { ...rest, from: later(from, new Date(Date.parse(startedAt) - overlapMs)) },
    more,
  };
}

function later(from: string, to: Date): string {
  return to.getTime() > Date.parse(from) ? to.toISOString() : from;
}
