import type { GatherContext } from '@salesagent/agent';
import type { MirrorRow } from '@salesagent/mirror';
import type { PastDeal, SequenceFacts } from './rules';

export type AccountSituation = Pick<
  SequenceFacts,
  'accountObjected' | 'escalatedCase' | 'openSubStages' | 'contactWroteOn' | 'accountWroteOn' | 'lastLost' | 'lastWon'
> & { newestProductName: string | null };

/** What is going on at an account that speaks for or against writing to one of its contacts. */
export async function accountSituation(
  accountId: string,
  contactId: string,
  context: GatherContext,
): Promise<AccountSituation> {
  const { mirror } = context;
  const deals = await mirror.where('opportunity', 'accountId', accountId);
  const colleagues = await mirror.where('contact', 'accountId', accountId);
  const cases = await mirror.where('case', 'accountId', accountId);
  const inbound = (await mirror.where('activity', 'accountId', accountId))
    .filter((a) => a.fields['direction'] === 'inbound' && (day(a, 'happenedAt') ?? '9') <= context.businessDate)
    .sort(newestFirst('happenedAt'));
  const own = inbound.find((a) => a.fields['contactId'] === contactId);
  const newest = [...deals].sort(newestFirst('createdAt'))[0];
  return {
    accountObjected: colleagues.some((c) => c.fields['optedOut'] === true),
    escalatedCase: cases.some((c) => c.fields['status'] !== 'closed' && Number(c.fields['escalationLevel'] ?? 0) > 0),
    openSubStages: deals.filter((d) => !d.fields['outcome']).map((d) => String(d.fields['subStage'] ?? '')),
    contactWroteOn: own ? { date: day(own, 'happenedAt') ?? '', activityId: own.id } : null,
    accountWroteOn: inbound[0] ? day(inbound[0], 'happenedAt') : null,
    lastLost: await lastClosed(deals, 'lost', context),
    lastWon: await lastClosed(deals, 'won', context),
    newestProductName: newest ? await productName(newest, context) : null,
  };
}

const day = (row: MirrorRow, field: string): string | null => {
  const value = row.fields[field];
  return typeof value === 'string' ? value.slice(0, 10) : null;
};

const newestFirst =
  (field: string) =>
  (a: MirrorRow, b: MirrorRow): number =>
    (day(b, field) ?? '').localeCompare(day(a, field) ?? '') || a.id.localeCompare(b.id);

async function productName(deal: MirrorRow, context: GatherContext): Promise<string | null> {
  const id = deal.fields['productId'];
  const product = typeof id === 'string' ? await context.mirror.get('product', id) : null;
  const name = product?.fields['name'];
  return typeof name === 'string' ? name : null;
}

async function lastClosed(
  deals: readonly MirrorRow[],
  outcome: 'won' | 'lost',
  context: GatherContext,
): Promise<PastDeal | null> {
  const last = deals
    .filter((d) => d.fields['outcome'] === outcome && day(d, 'closedAt'))
    .sort(newestFirst('closedAt'))[0];
  if (!last) return null;
  return { id: last.id, closedOn: day(last, 'closedAt') ?? '', productName: await productName(last, context) };
}
