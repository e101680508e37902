import { isQualified, type SubStage, SUB_STAGE_ORDER } from '@salesagent/canon/sales';
import { ageStart, classifyDeal, type Classification } from '@salesagent/canon/kpi';
import type { WinCurve } from '@salesagent/canon/events';
import type { GatherContext } from '@salesagent/agent';
import type { MirrorRow } from '@salesagent/mirror';

/** Fields of an opportunity that say where it stands; every action here declares them. */
export const STANDING_FIELDS = [
  'name',
  'outcome',
  'subStage',
  'engagedAt',
  'createdAt',
  'closedAt',
  'segment',
] as const;

export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
export const day = (value: unknown): string | null => text(value)?.slice(0, 10) ?? null;

/** Actions of this stage look at open deals from discovery on. */
export function inProgression(deal: MirrorRow): true | string {
  if (deal.fields['outcome']) return 'the deal is closed';
  const subStage = subStageOf(deal);
  if (subStage === null) return deal.fields['engagedAt'] ? true : 'the deal has no sub-stage';
  return isQualified(subStage) ? true : 'the deal is not yet in discovery';
}

export function subStageOf(deal: MirrorRow): SubStage | null {
  return SUB_STAGE_ORDER.find((s) => s === deal.fields['subStage']) ?? null;
}

/** The part of the curve that speaks for a deal: its segment's where there is one, else the company's. */
export function curveFor(deal: MirrorRow, curve: WinCurve): { curve: WinCurve['company']; of: string } {
  const segment = text(deal.fields['segment']);
  const own = segment ? curve.segments[segment] : undefined;
  return own ? { curve: own, of: `segment ${segment}` } : { curve: curve.company, of: 'the company' };
}

/** Dead, stalled, active: the one definition of canon, on what the mirror knows. */
export async function standingOf(deal: MirrorRow, context: GatherContext): Promise<Classification> {
  const moved = await context.tally(`opportunity/${deal.id}`, 'OpportunityStageMoved');
  const { outcome, engagedAt, createdAt, closedAt } = deal.fields;
  const ages = context.winCurve ? curveFor(deal, context.winCurve).curve : null;
  return classifyDeal(
    {
      outcome: outcome === 'won' || outcome === 'lost' ? outcome : null,
      subStage: subStageOf(deal),
      engagedOn: day(engagedAt),
      createdOn: day(createdAt),
      closedOn: day(closedAt),
      subStageSince: day(moved.lastAt),
    },
    { oldestWonDays: ages?.oldestWonDays ?? null, wonP80Days: ages?.wonP80Days ?? null },
    context.businessDate,
  );
}

/** The day a deal's age counts from. */
export function startOf(deal: MirrorRow): string | null {
  return ageStart({ engagedOn: day(deal.fields['engagedAt']), createdOn: day(deal.fields['createdAt']) });
}

/** What a deal is worth: its amount, else its product's list price as an estimate; null when neither is known. */
export async function worthOf(
  deal: MirrorRow,
  context: GatherContext,
): Promise<{ amount: number | null; basis: 'amount' | 'list price' | null }> {
  const amount = number(deal.fields['amount']);
  if (amount !== null) return { amount, basis: 'amount' };
  const productId = text(deal.fields['productId']);
  const product = productId ? await context.mirror.get('product', productId) : null;
  const listPrice = number(product?.fields['listPrice']);
  return listPrice === null ? { amount: null, basis: null } : { amount: listPrice, basis: 'list price' };
}

/** What a rep calls a deal: its name, else product and account, so that nobody has to know an id by heart. */
export async function labelOf(deal: MirrorRow, context: GatherContext): Promise<string> {
  const name = text(deal.fields['name']);
  if (name) return name;
  const nameOf = async (type: 'account' | 'product', id: unknown): Promise<string | null> => {
    const row = text(id) === null ? null : await context.mirror.get(type, String(id));
    return text(row?.fields['name']) ?? text(id);
  };
  const product = await nameOf('product', deal.fields['productId']);
  const account = await nameOf('account', deal.fields['accountId']);
  if (!product && !account) return deal.id;
  return `${product ?? 'the deal'} ${account ? `at ${account}` : 'without an account'} (${deal.id})`;
}
