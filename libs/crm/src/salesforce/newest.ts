import type { HostedRecord, Selection } from '../hosted/port';
import type { Catalog } from './catalog';
import { query } from './queries';
import type { SalesforceSession } from './session';
import { hostedRecord, SYSTEM_FIELDS, type RestRecord } from './values';

/** A URL holds 16 KiB; fields of one query, by their characters with a comma and a blank as they are encoded. */
const FIELD_CHARACTERS = 8000;
const SEPARATOR = '%2C%20'.length;

/**
 * The records of an object that were changed last. Wide objects take several queries; of a record that was changed
 * between them, what one of them did not tell is absent.
 */
export async function newestRecords(
  session: SalesforceSession,
  catalog: Catalog,
  { object, fields }: Selection,
  most: number,
): Promise<HostedRecord[]> {
  const [types, ourId] = [await catalog.typesOf(object), await session.userId()];
  const single = fields.filter((field) => types.get(field) !== 'other');
  const found = new Map<string, RestRecord>();
  for (const part of partsOf(single)) {
    const select = { fields: [...SYSTEM_FIELDS, ...part], from: object, orderBy: 'SystemModstamp DESC', limit: most };
    const { records } = await query(session, select, 'background');
    for (const record of records) found.set(record.Id, { ...found.get(record.Id), ...record });
  }
  return [...found.values()].slice(0, most).map((record) => {
    const told = single.filter((field) => field in record);
    return hostedRecord({ object, fields: told }, record, types, ourId);
  });
}

function partsOf(fields: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  let room = FIELD_CHARACTERS;
  for (const field of fields) {
    const size = field.length + SEPARATOR;
    if (size > room) {
      parts.push([]);
      room = FIELD_CHARACTERS;
    }
    parts.at(-1)!.push(field);
    room -= size;
  }
  return parts;
}
