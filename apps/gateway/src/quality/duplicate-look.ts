import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '@salesagent/event-store';
import {
  columnsOf,
  COMPARED_FIELDS,
  DuplicateSearch,
  fromColumns,
  type DuplicateProposal,
  type DuplicateType,
} from '@salesagent/crm';
import { pairIds } from './pair';
import { isVisible } from './visible-rows';

/** Records read, and pairs written, at once. */
const PAGE = 2_000;

/** How long it compares before whoever else waits in this process has a turn, in milliseconds. */
const TURN_MS = 20;

const EVERYBODY = { sql: 'true', params: [] };

/**
 * Whether what is compared of the type may have changed since the last look, or none was taken so far. A database that
 * was restored into a new server counts its transactions from the beginning: then, too. After a no it is next asked of
 * what the question could not see yet; or all changes since the last look would be read each time.
 */
export async function isOutOfDate(pool: Pool, type: DuplicateType): Promise<boolean> {
  const differs = comparedColumns(type).map(
    (column) => `c.before -> '${column}' is distinct from c.after -> '${column}'`,
  );
  const { rows } = await pool.query<{ out: boolean; xmin: string }>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text as xmin, coalesce((select l.seen_up_to > pg_snapshot_xmax(pg_current_snapshot()) or exists (
       select from crm.change c where c.transaction_id >= l.seen_up_to and c.record_type = $1
         and (c.before is null or c.after is null or ${differs.join(' or ')}))
       from gateway.duplicate_look l where l.record_type = $1), true) as out`,
    [type],
  );
  const { out, xmin } = rows[0]!;
  if (!out)
    await pool.query(
      `update gateway.duplicate_look set seen_up_to = $2::text::xid8
       where record_type = $1 and seen_up_to < $2::text::xid8`,
      [type, xmin],
    );
  return out;
}

const comparedColumns = (type: DuplicateType): string[] =>
  columnsOf(type)
    .filter(({ field }) => COMPARED_FIELDS[type].includes(field))
    .map(({ column }) => column);

/**
 * Finds the pairs of a type that may be one, and keeps them in the place of those found before. In memory is what is
 * compared of each record, and the pairs; other work of this process has its turns.
 */
export async function lookForDuplicates(pool: Pool, type: DuplicateType): Promise<{ records: number; pairs: number }> {
  const search = new DuplicateSearch(type);
  const seenUpTo = await snapshotBegin(pool);
  for (let after: string | null = null; ;) {
    const page = await comparedPage(pool, type, after);
    for (const record of page) search.add(record);
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) break;
  }
  const pairs: DuplicateProposal[] = [];
  let turn = performance.now();
  for (const found of search.search()) {
    pairs.push(...found);
    if (performance.now() - turn < TURN_MS) continue;
    await new Promise((next) => setImmediate(next));
    turn = performance.now();
  }
  await inTransaction(pool, (client) => keep(client, type, pairs, { seenUpTo, records: search.records }));
  return { records: search.records, pairs: pairs.length };
}

/** What is committed before this transaction id is seen by every later read; anything from it on may not be. */
async function snapshotBegin(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ xmin: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text as xmin');
  return rows[0]!.xmin;
}

async function comparedPage(pool: Pool, type: DuplicateType, after: string | null) {
  const { rows } = await pool.query<{ id: string } & Record<string, unknown>>(
    `select t.id, ${comparedColumns(type)
      .map((column) => `t."${column}"`)
      .join(', ')} from crm."${type}" t
     where ${isVisible(type, EVERYBODY)} and ($1::text is null or t.id > $1) order by t.id limit ${PAGE}`,
    [after],
  );
  return rows.map((row) => ({ id: row.id, fields: fromColumns(type, row) }));
}

async function keep(
  client: PoolClient,
  type: DuplicateType,
  pairs: readonly DuplicateProposal[],
  { seenUpTo, records }: { seenUpTo: string; records: number },
): Promise<void> {
  await client.query('delete from gateway.duplicate where record_type = $1', [type]);
  for (let from = 0; from < pairs.length; from += PAGE) {
    const rows = pairs.slice(from, from + PAGE).map(({ ids, score, why }) => {
      const [one, other] = pairIds(...ids);
      return { one, other, score, why };
    });
    await client.query(
      `insert into gateway.duplicate (record_type, one, other, score, why)
       select $1, x.one, x.other, x.score, x.why
       from jsonb_to_recordset($2::jsonb) as x(one text, other text, score double precision, why text[])`,
      [type, JSON.stringify(rows)],
    );
  }
  await client.query(
    `insert into gateway.duplicate_look (record_type, seen_up_to, records) values ($1, $2::text::xid8, $3)
     on conflict (record_type) do update
       set seen_up_to = excluded.seen_up_to, records = excluded.records, looked_at = now()`,
    [type, seenUpTo, records],
  );
}
