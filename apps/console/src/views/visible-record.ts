import type { Pool } from 'pg';
import type { RecordType } from '@salesagent/canon/sales';
import { visibleAccount } from './accounts.view';
import { visibleTo, type Reader } from './reader';
import { splitRef } from './subjects';

type Fields = Record<string, unknown>;

/**
 * A record's fields when this reader may see it: what has an owner by its owner, what hangs on a deal or an account
 * as that does; people and products are known to everybody.
 */
export async function visibleRecord(pool: Pool, reader: Reader, type: RecordType, id: string): Promise<Fields | null> {
  const params: unknown[] = [type, id];
  const { rows } = await pool.query<{ fields: Fields }>(
    `select m.fields from console.mirror m where m.record_type = $1 and m.record_id = $2 and (${condition(type, reader, params)})`,
    params,
  );
  return rows[0]?.fields ?? null;
}

/** Those of some records (`opportunity/1C1I7A6R`) that this reader may see; one request a kind of record. */
export async function visibleAmong(pool: Pool, reader: Reader, refs: readonly string[]): Promise<ReadonlySet<string>> {
  const byType = new Map<RecordType, string[]>();
  for (const ref of refs) {
    const record = splitRef(ref);
    if (record) byType.set(record.type, [...(byType.get(record.type) ?? []), record.id]);
  }
  const visible = new Set<string>();
  for (const [type, ids] of byType) {
    const params: unknown[] = [type, ids];
    const { rows } = await pool.query<{ id: string }>(
      `select m.record_id as id from console.mirror m
       where m.record_type = $1 and m.record_id = any($2) and (${condition(type, reader, params)})`,
      params,
    );
    for (const { id } of rows) visible.add(`${type}/${id}`);
  }
  return visible;
}

function condition(type: RecordType, reader: Reader, params: unknown[]): string {
  const own = (): string => visibleTo(reader, `m.fields->>'ownerId'`, params);
  switch (type) {
    case 'person':
    case 'product':
      return 'true';
    case 'opportunity':
    case 'target':
      return own();
    case 'account':
      return accountVisible('m.record_id', reader, params);
    default:
      return `(${own()}) or ${accountVisible(`m.fields->>'accountId'`, reader, params)} or exists (
        select 1 from console.mirror d where d.record_type = 'opportunity' and d.record_id = m.fields->>'opportunityId'
          and ${visibleTo(reader, `d.fields->>'ownerId'`, params)})`;
  }
}

function accountVisible(idColumn: string, reader: Reader, params: unknown[]): string {
  return `exists (select 1 from console.mirror a where a.record_type = 'account' and a.record_id = ${idColumn}
    and ${visibleAccount(reader, params)})`;
}
