import type { PoolClient } from 'pg';
import type { IntegrationEvent } from '@salesagent/canon/events';

/**
 * A read model whose row follows from the events of one key, one after another. `evolve` is pure; `applyFold` does
 * a whole batch with one read and one write, however many events it holds.
 */
export interface Fold<Row extends object> {
  table: string;
  key: keyof Row & string;
  columns: readonly (keyof Row & string)[];
  /** The row an event belongs to; null when it is none of this read model's business. */
  keyOf(event: IntegrationEvent): string | null;
  /** The row after the event; the same row when nothing changes, null when there is nothing to remember yet. */
  evolve(row: Row | null, event: IntegrationEvent): Row | null;
}

/** Applies a batch to the tables of `schema` and returns the keys whose rows changed. */
export async function applyFold<Row extends object>(
  fold: Fold<Row>,
  events: readonly IntegrationEvent[],
  client: PoolClient,
  schema: string,
): Promise<string[]> {
  const mine = mineOf(fold, events);
  if (mine.length === 0) return [];
  const keys = [...new Set(mine.map(([key]) => key))];
  const rows = await readRows(fold, keys, client, schema);
  const changed = new Set<string>();
  for (const [key, event] of mine) {
    const before = rows.get(key) ?? null;
    const after = fold.evolve(before, event);
    if (after === null || after === before) continue;
    rows.set(key, after);
    changed.add(key);
  }
  await writeRows(
    fold,
    [...changed].map((key) => rows.get(key)!),
    client,
    schema,
  );
  return [...changed];
}

/** The events that are a read model's business, with their keys. */
export function mineOf<Row extends object>(
  fold: Fold<Row>,
  events: readonly IntegrationEvent[],
): [string, IntegrationEvent][] {
  const mine: [string, IntegrationEvent][] = [];
  for (const event of events) {
    const key = fold.keyOf(event);
    if (key !== null) mine.push([key, event]);
  }
  return mine;
}

export async function readRows<Row extends object>(
  { table, key }: Fold<Row>,
  keys: string[],
  client: PoolClient,
  schema: string,
): Promise<Map<string, Row>> {
  const { rows } = await client.query<{ key: string; row: Row }>(
    `select t.${key} as key, to_jsonb(t) as row from ${schema}.${table} t where t.${key} = any($1)`,
    [keys],
  );
  return new Map(rows.map((r) => [r.key, r.row]));
}

export async function writeRows<Row extends object>(
  { table, key, columns }: Fold<Row>,
  rows: Row[],
  client: PoolClient,
  schema: string,
): Promise<void> {
  if (rows.length === 0) return;
  const list = columns.map((c) => `"${c}"`).join(', ');
  const others = columns.filter((c) => c !== key);
  await client.query(
    `insert into ${schema}.${table} (${list})
     select ${list} from jsonb_populate_recordset(null::${schema}.${table}, $1::jsonb)
     on conflict ("${key}") do update set ${others.map((c) => `"${c}" = excluded."${c}"`).join(', ')}`,
    [JSON.stringify(rows)],
  );
}
