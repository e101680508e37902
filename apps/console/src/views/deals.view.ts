import type { Pool } from 'pg';
import { SUB_STAGE_ORDER, type SubStage } from '@salesagent/canon/sales';
import type { Deals, DealsQuery } from '../api/deals.schema';
import { decidability, DECIDABLE, type ApprovalRecord, visibleApproval } from './approval-rows';
import { dealRows, standing, winProbability, type DealRecord, type StandingDeal } from './deal-rows';
import { subStageName } from '@salesagent/canon/sales';
import { cannotDecide, visibleTo, type Reader } from './reader';
import { loadCurve } from './standing';

export const DEAL_COLUMNS = `o.record_id as id, o.record_version as version, o.fields, to_jsonb(v.moved_at) as moved_at`;
export const DEAL_TABLES = `console.mirror o left join console.movement v on v.opportunity_id = o.record_id`;

const STATE: Record<DealsQuery['state'], string> = {
  open: `o.fields->>'outcome' is null`,
  won: `o.fields->>'outcome' = 'won'`,
  lost: `o.fields->>'outcome' = 'lost'`,
  closed: `o.fields->>'outcome' is not null`,
  all: 'true',
};

/** The deal board and the deal list: the same deals, counted and filtered by the same rules. */
export async function dealsView(pool: Pool, reader: Reader, query: DealsQuery, asOf: string): Promise<Deals> {
  const [records, curve, openApprovals] = await Promise.all([
    findDeals(pool, reader, query),
    loadCurve(pool),
    approvalsByDeal(pool, reader),
  ]);
  const all = records.map((record) => standing(record, { curve, asOf, openApprovals }));
  const inLane = all.filter((deal) => isInLane(deal, query.lane));
  const probability = query.sort === 'probability' ? await probabilities(pool) : null;
  inLane.sort(by(query.sort, probability));
  const page = query.perStage
    ? firstOfEach(inLane, query.perStage)
    : inLane.slice(query.offset, query.offset + query.limit);
  return {
    asOf,
    total: inLane.length,
    lanes: {
      moved: count(all, (d) => d.lanes.includes('moved')),
      'needs-me': count(all, (d) => d.lanes.includes('needs-me')),
      live: count(all, (d) => d.health === 'live' || d.health === 'stalled'),
      stalled: count(all, (d) => d.health === 'stalled'),
      dead: count(all, (d) => d.health === 'dead'),
    },
    stages: stages(inLane),
    deals: await dealRows(pool, reader.directory, page),
  };
}

async function findDeals(pool: Pool, reader: Reader, query: DealsQuery): Promise<DealRecord[]> {
  const params: unknown[] = [];
  const conditions = [`o.record_type = 'opportunity'`, STATE[query.state]];
  conditions.push(visibleTo(reader, `o.fields->>'ownerId'`, params));
  const equal = (field: string, value: string | undefined): void => {
    if (value === undefined) return;
    params.push(value);
    conditions.push(`o.fields->>'${field}' = $${params.length}`);
  };
  equal('subStage', query.subStage);
  equal('ownerId', query.owner);
  equal('accountId', query.account);
  equal('productId', query.product);
  if (query.region !== undefined) {
    params.push([...reader.directory.people.values()].filter((p) => p.region === query.region).map((p) => p.id));
    conditions.push(`o.fields->>'ownerId' = any($${params.length})`);
  }
  if (query.q) {
    params.push(`%${query.q.replace(/[\\%_]/g, '\\$&')}%`);
    const like = `ilike $${params.length}`;
    conditions.push(`(o.record_id ${like} or o.fields->>'name' ${like} or exists (
      select 1 from console.mirror a where a.record_type = 'account' and a.record_id = o.fields->>'accountId'
        and a.fields->>'name' ${like}))`);
  }
  const { rows } = await pool.query<DealRecord>(
    `select ${DEAL_COLUMNS} from ${DEAL_TABLES} where ${conditions.join(' and ')} order by o.record_id`,
    params,
  );
  return rows;
}

/** How many approvals of each deal the reader can decide. */
export async function approvalsByDeal(pool: Pool, reader: Reader): Promise<Map<string, number>> {
  const params: unknown[] = [];
  const { rows } = await pool.query<
    Pick<ApprovalRecord, 'subject' | 'owner_id' | 'approver' | 'state' | 'first_by' | 'also_asked'>
  >(
    `select a.subject, a.owner_id, a.approver, a.state, a.first_by, a.also_asked from console.approval a
     where ${DECIDABLE} and a.state = 'awaiting' and a.subject like 'opportunity/%' and ${visibleApproval(reader, params)}`,
    params,
  );
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (cannotDecide(reader, decidability(row)) !== null) continue;
    const id = row.subject.slice('opportunity/'.length);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

async function probabilities(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ subject: string; values: Record<string, unknown> }>(
    `select subject, "values" from console.insight where action = 'deal-scoring'`,
  );
  return new Map(rows.map((r) => [r.subject.slice('opportunity/'.length), winProbability(r.values) ?? 0]));
}

function isInLane(deal: StandingDeal, lane: DealsQuery['lane']): boolean {
  if (lane === undefined) return true;
  if (lane === 'live') return deal.health === 'live' || deal.health === 'stalled';
  if (lane === 'stalled') return deal.health === 'stalled';
  return deal.lanes.includes(lane);
}

type Compare = (a: StandingDeal, b: StandingDeal) => number;

function by(sort: DealsQuery['sort'], probability: Map<string, number> | null): Compare {
  const value = (d: StandingDeal): number | string => {
    switch (sort) {
      case 'age':
        return d.ageDays ?? -1;
      case 'moved':
        return d.moved_at ?? '';
      case 'probability':
        return probability?.get(d.id) ?? -1;
      case 'close':
        // Soonest first: later dates come after, unknown ones last.
        return -Date.parse(String(d.fields['expectedCloseDate'] ?? d.fields['closedAt'] ?? '9999-12-31'));
      default:
        return typeof d.fields['amount'] === 'number' ? d.fields['amount'] : -1;
    }
  };
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    return x === y ? (a.id < b.id ? -1 : 1) : x > y ? -1 : 1;
  };
}

const stageOf = (deal: StandingDeal): SubStage | null => (deal.fields['subStage'] as SubStage | undefined) ?? null;

function firstOfEach(deals: StandingDeal[], most: number): StandingDeal[] {
  const taken = new Map<SubStage | null, number>();
  return deals.filter((deal) => {
    const n = (taken.get(stageOf(deal)) ?? 0) + 1;
    taken.set(stageOf(deal), n);
    return n <= most;
  });
}

function stages(deals: StandingDeal[]): Deals['stages'] {
  const sums = new Map<SubStage | null, { count: number; amount: number }>();
  for (const deal of deals) {
    const sum = sums.get(stageOf(deal)) ?? { count: 0, amount: 0 };
    const amount = deal.fields['amount'];
    sums.set(stageOf(deal), { count: sum.count + 1, amount: sum.amount + (typeof amount === 'number' ? amount : 0) });
  }
  const order: (SubStage | null)[] = [...SUB_STAGE_ORDER, null];
  return order
    .filter((subStage) => sums.has(subStage))
    .map((subStage) => ({ subStage, name: subStageName(subStage) ?? 'No stage', ...sums.get(subStage)! }));
}

function count<T>(items: readonly T[], matches: (item: T) => boolean): number {
  return items.reduce((n, item) => n + (matches(item) ? 1 : 0), 0);
}
