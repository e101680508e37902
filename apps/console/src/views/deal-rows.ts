import type { Pool } from 'pg';
import { addDays, type SubStage, type Tier } from '@salesagent/canon/sales';
import type { DealRow } from '../api/deals.schema';
import { accountNames, type Directory } from './directory';
import { subStageName } from '@salesagent/canon/sales';
import { standingOf, type CurveFacts } from './standing';

type Fields = Record<string, unknown>;

/** A deal as the projection holds it. */
export interface DealRecord {
  id: string;
  version: number;
  fields: Fields;
  moved_at: string | null;
}

/** A deal with where it stands: what filters, lanes and sorting need. */
export interface StandingDeal extends DealRecord {
  health: DealRow['health'];
  ageDays: number | null;
  lanes: DealRow['lanes'];
  openApprovals: number;
}

/** A deal counts as moved when it entered its sub-stage within the last week of business time. */
const MOVED_WITHIN_DAYS = 7;

export function standing(
  deal: DealRecord,
  context: { curve: CurveFacts; asOf: string; openApprovals: ReadonlyMap<string, number> },
): StandingDeal {
  const { health, ageDays } = standingOf(deal.fields, deal.moved_at, context.curve, context.asOf);
  const openApprovals = context.openApprovals.get(deal.id) ?? 0;
  const open = !deal.fields['outcome'];
  const lanes: DealRow['lanes'] = [];
  const since = addDays(context.asOf, -MOVED_WITHIN_DAYS);
  if (open && deal.moved_at !== null && deal.moved_at.slice(0, 10) > since) lanes.push('moved');
  if (openApprovals > 0) lanes.push('needs-me');
  if (health === 'dead') lanes.push('dead');
  return { ...deal, health, ageDays, lanes, openApprovals };
}

interface InsightValues {
  subject: string;
  action: string;
  values: Record<string, unknown>;
}

/** Rows as a page shows them. Names, tiers and insights are fetched for just these deals. */
export async function dealRows(pool: Pool, directory: Directory, deals: readonly StandingDeal[]): Promise<DealRow[]> {
  const accountIds = deals.map((d) => text(d.fields['accountId']));
  const [names, tiers, insights] = await Promise.all([
    accountNames(pool, accountIds),
    tiersOf(pool, accountIds),
    pool.query<InsightValues>(
      `select subject, action, "values" from console.insight
       where subject = any($1) and action in ('deal-scoring', 'deal-risk')`,
      [deals.map((d) => `opportunity/${d.id}`)],
    ),
  ]);
  const insightOf = new Map(insights.rows.map((i) => [`${i.action}:${i.subject}`, i.values]));
  return deals.map((deal) => {
    const accountId = text(deal.fields['accountId']);
    return toDealRow(deal, directory, {
      accountName: accountId === null ? null : (names.get(accountId) ?? null),
      tier: accountId === null ? null : (tiers.get(accountId) ?? null),
      scoring: insightOf.get(`deal-scoring:opportunity/${deal.id}`),
      risk: insightOf.get(`deal-risk:opportunity/${deal.id}`),
    });
  });
}

async function tiersOf(pool: Pool, ids: readonly (string | null)[]): Promise<Map<string, Tier>> {
  const { rows } = await pool.query<{ id: string; tier: Tier }>(
    `select record_id as id, fields->>'tier' as tier from console.mirror
     where record_type = 'account' and record_id = any($1) and fields->>'tier' in ('T1', 'T2', 'T3')`,
    [ids.filter((id) => id !== null)],
  );
  return new Map(rows.map((r) => [r.id, r.tier]));
}

function toDealRow(
  deal: StandingDeal,
  directory: Directory,
  about: { accountName: string | null; tier: Tier | null; scoring?: Fields | undefined; risk?: Fields | undefined },
): DealRow {
  const f = deal.fields;
  const product = directory.product(f['productId']);
  const accountId = text(f['accountId']);
  const amount = number(f['amount']);
  const outcome = f['outcome'] === 'won' || f['outcome'] === 'lost' ? f['outcome'] : null;
  return {
    id: deal.id,
    name: text(f['name']) ?? ([product?.name, about.accountName].filter(Boolean).join(' for ') || deal.id),
    account: accountId === null ? null : { id: accountId, name: about.accountName },
    owner: directory.person(f['ownerId']),
    product,
    tier: about.tier,
    crmStage: text(f['crmStage']),
    subStage: text(f['subStage']) as SubStage | null,
    subStageName: subStageName(f['subStage']),
    outcome,
    amount: outcome === 'lost' && amount === 0 ? null : amount,
    estimate: amount === null && product ? (directory.products.get(product.id)?.listPrice ?? null) : null,
    currency: text(f['currency']),
    createdAt: text(f['createdAt']),
    engagedAt: text(f['engagedAt']),
    expectedCloseDate: text(f['expectedCloseDate']),
    closedAt: text(f['closedAt']),
    movedAt: deal.moved_at,
    ageDays: deal.ageDays,
    health: deal.health,
    winProbability: outcome ? null : (winProbability(about.scoring) ?? number(f['agentWinProbability'])),
    winLabel: outcome ? null : text(about.scoring?.['label']),
    risks: riskNames(about.risk ?? (f['agentRisk'] as Fields | undefined)),
    openApprovals: deal.openApprovals,
    lanes: deal.lanes,
  };
}

export function winProbability(values: Fields | undefined): number | null {
  return number(values?.['winProbability']) ?? number(values?.['probability']);
}

/** `no-economic-buyer` → `No economic buyer`. deal-risk records `risks: [{ risk, fact, … }]`, in the deal's field too. */
export function riskNames(values: Fields | undefined): string[] {
  const risks = values?.['risks'];
  if (!Array.isArray(risks)) return [];
  return risks
    .map((r: unknown) => (typeof r === 'string' ? r : text((r as Fields | null)?.['risk'])))
    .filter((r) => r !== null)
    .map((r) => r.charAt(0).toUpperCase() + r.slice(1).replaceAll('-', ' '));
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
