import type { DealOutcome } from '../sales/stages';

/**
 * What was known about a deal on one day. Days are `YYYY-MM-DD`; null means "not known by then", which is not
 * the same as "has none". Money is in the company's currency.
 */
export interface DealAsOf {
  id: string;
  name: string | null;
  createdOn: string | null;
  engagedOn: string | null;
  closedOn: string | null;
  outcome: DealOutcome | null;
  subStage: string | null;
  /** Sub-stages in the order they were entered; the last one is `subStage`. */
  stages: { subStage: string; from: string }[];
  /** Value: of the deal when won, as expected while open. Null when missing, as a lost value of 0 or one below 0 is. */
  amount: number | null;
  oneOffAmount: number | null;
  termMonths: number | null;
  currency: string | null;
  accountId: string | null;
  ownerId: string | null;
  productId: string | null;
  segment: string | null;
  type: string | null;
  expectedCloseDate: string | null;
}

/** One dated statement about one field of one deal. */
export interface DealFact {
  dealId: string;
  field: string;
  value: unknown;
  /** The day it became true; for an undated value of an import the day of the import. */
  from: string;
  /** The instant (ISO 8601) we wrote it down. */
  recordedAt: string;
  /** Order of recording within the deal; the later one of two facts of the same day holds. */
  sequence: number;
}

/** The fields of an opportunity that a KPI, the forecast or the X-ray reads. */
export const DEAL_FIELDS = [
  'name',
  'createdAt',
  'engagedAt',
  'closedAt',
  'outcome',
  'subStage',
  'amount',
  'oneOffAmount',
  'termMonths',
  'currency',
  'accountId',
  'ownerId',
  'productId',
  'segment',
  'type',
  'expectedCloseDate',
] as const;

/** A record that the CRM deleted carries this field from that day on. */
export const DELETED = '$deleted';

const text = (v: unknown): string | null => (typeof v === 'string' && v !== '' ? v : null);
const number = (v: unknown): number | null => (typeof v === 'number' && Number.isFinite(v) ? v : null);
const dayOf = (v: unknown): string | null => (typeof v === 'string' && v.length >= 10 ? v.slice(0, 10) : null);

const inOrder = (a: DealFact, b: DealFact): number =>
  a.from < b.from ? -1 : a.from > b.from ? 1 : a.sequence - b.sequence;

/**
 * The deals as they were known on the evening of `asOf`: facts that occurred by then and, with `knownAt` (an
 * instant), were recorded by then. The result is ordered by id, so that everything computed from it is the same
 * however the facts arrived.
 */
export function dealsAsOf(facts: readonly DealFact[], asOf: string, knownAt: string | null = null): DealAsOf[] {
  const byDeal = new Map<string, DealFact[]>();
  for (const fact of facts) {
    if (fact.from > asOf || (knownAt !== null && fact.recordedAt > knownAt)) continue;
    const known = byDeal.get(fact.dealId);
    if (known) known.push(fact);
    else byDeal.set(fact.dealId, [fact]);
  }
  const deals: DealAsOf[] = [];
  for (const [id, known] of byDeal) {
    const deal = assembleDeal(id, known.sort(inOrder), asOf);
    if (deal) deals.push(deal);
  }
  return deals.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * One deal from its facts in order, as of a day; null when it was deleted. A closing that the CRM dates after that day
 * has not happened: the deal is open and expected to close then. A value below 0 is no value of a deal.
 */
export function assembleDeal(id: string, facts: readonly DealFact[], asOf: string): DealAsOf | null {
  const latest = new Map<string, unknown>();
  const stages: DealAsOf['stages'] = [];
  for (const fact of facts) {
    latest.set(fact.field, fact.value);
    const stage = fact.field === 'subStage' ? text(fact.value) : null;
    if (stage && stages.at(-1)?.subStage !== stage) stages.push({ subStage: stage, from: fact.from });
  }
  if (latest.get(DELETED) === true) return null;
  const said = text(latest.get('outcome'));
  const closing = dayOf(latest.get('closedAt'));
  const ahead = closing !== null && closing > asOf;
  const outcome = !ahead && (said === 'won' || said === 'lost') ? said : null;
  if (ahead && stages.at(-1)?.subStage === '5.3') stages.pop();
  const amount = number(latest.get('amount'));
  const missing = amount !== null && (amount < 0 || (outcome === 'lost' && amount === 0));
  const past = (day: string | null): string | null => (day !== null && day > asOf ? null : day);
  return {
    id,
    name: text(latest.get('name')),
    createdOn: past(dayOf(latest.get('createdAt'))),
    engagedOn: past(dayOf(latest.get('engagedAt'))),
    closedOn: outcome ? closing : null,
    outcome,
    subStage: ahead ? (stages.at(-1)?.subStage ?? null) : text(latest.get('subStage')),
    stages,
    amount: missing ? null : amount,
    oneOffAmount: number(latest.get('oneOffAmount')),
    termMonths: number(latest.get('termMonths')),
    currency: text(latest.get('currency')),
    accountId: text(latest.get('accountId')),
    ownerId: text(latest.get('ownerId')),
    productId: text(latest.get('productId')),
    segment: text(latest.get('segment')),
    type: text(latest.get('type')),
    expectedCloseDate: dayOf(latest.get('expectedCloseDate')) ?? (ahead ? closing : null),
  };
}
