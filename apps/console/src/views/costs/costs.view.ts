import type { LedgerSums } from '@salesagent/llm';
import type { Pool } from 'pg';
import type { CostRow, Costs, CostsQuery, Moved, Spent } from '../../api/costs.schema';
import type { Reference } from '../../api/reference.schema';
import { visibleTo, type Reader } from '../reader';
import { subjectLabels } from '../subjects';
import { refOfDeal } from './deal-of';
import { movedBy, NOTHING_MOVED } from './moved';
import { NOTHING, spentBy, type SpentRow } from './spent';

export interface CostSources {
  pool: Pool;
  ledger: LedgerSums;
  company: string;
  /** Of amounts. */
  currency: string;
}

export type CostsAsked = CostsQuery & { from: string; to: string };

/**
 * What models cost and, beside it, what became of what was proposed: the ledger's facts and those of the console's
 * projections, joined by their keys when they are read.
 *
 * @param scope `own-deals` shows nothing that is not about a deal this reader sees
 */
export async function costsView(
  { pool, ledger, company, currency }: CostSources,
  reader: Reader,
  scope: Costs['scope'],
  query: CostsAsked,
): Promise<Costs> {
  const { from, to, by, agent, action, offset, limit } = query;
  const subjects = scope === 'company' ? undefined : await ownDeals(pool, reader);
  const only = { from, to, ...(agent !== undefined && { agent }), ...(action !== undefined && { action }) };
  const asked = { ...only, company, ...(subjects && { subjects }) };
  const became = { ...only, currency, ...(subjects && { subjects }) };
  const [spent, moved, spentAll, movedAll] = await Promise.all([
    spentBy(ledger, by, asked),
    movedBy(pool, by, became),
    spentBy(ledger, 'company', asked),
    movedBy(pool, 'company', became),
  ]);
  const keys = [...new Set([...spent.keys(), ...(moved?.keys() ?? [])])];
  const all = keys
    .map((key) => costRow(key, spent.get(key), moved && (moved.get(key) ?? NOTHING_MOVED)))
    .sort(by === 'day' ? inTime : dearestFirst);
  const page = all.slice(offset, offset + limit);
  return {
    ...{ from, to, by, scope, currency },
    total: costRow(null, spentAll.get(null), movedAll?.get(null) ?? NOTHING_MOVED),
    count: all.length,
    rows: by === 'deal' ? await withNames(pool, reader, page) : page,
    models: null,
  };
}

async function ownDeals(pool: Pool, reader: Reader): Promise<string[]> {
  const params: unknown[] = [];
  const { rows } = await pool.query<{ id: string }>(
    `select record_id as id from console.mirror
      where record_type = 'opportunity' and ${visibleTo(reader, `fields->>'ownerId'`, params)}`,
    params,
  );
  return rows.map(({ id }) => refOfDeal(id));
}

function costRow(key: string | null, { spent, reserved }: SpentRow = NOTHING, moved: Moved | null): CostRow {
  return {
    ...{ key, deal: null, spent, reserved, moved },
    perAccepted: moved && ratio(spent, moved.approved),
    perExecuted: moved && ratio(spent, moved.executed),
  };
}

function ratio({ usd, unpriced }: Spent, n: number): CostRow['perAccepted'] {
  return { usd: usd === null || n === 0 ? null : Number((usd / n).toFixed(8)), n, atLeast: unpriced > 0 };
}

function dearestFirst(one: CostRow, other: CostRow): number {
  const size = ({ spent: { usd, tokens, calls }, moved }: CostRow): number[] => [
    ...[usd ?? 0, tokens.input + tokens.output + tokens.estimated, calls, moved?.executed ?? 0, moved?.proposed ?? 0],
  ];
  const [a, b] = [size(one), size(other)];
  const different = a.findIndex((value, i) => value !== b[i]);
  return different >= 0 ? b[different]! - a[different]! : inTime(one, other);
}

const inTime = (one: CostRow, other: CostRow): number => ((one.key ?? '') < (other.key ?? '') ? -1 : 1);

async function withNames(pool: Pool, reader: Reader, rows: readonly CostRow[]): Promise<CostRow[]> {
  const refs = rows.flatMap(({ key }) => (key === null ? [] : [refOfDeal(key)]));
  const labels = await subjectLabels(pool, reader.directory, refs);
  const dealOf = (id: string): Reference => ({ id, name: labels.get(refOfDeal(id))?.label ?? null });
  return rows.map((row) => ({ ...row, deal: row.key === null ? null : dealOf(row.key) }));
}
