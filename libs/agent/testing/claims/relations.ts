import { dayNumber } from './calendar';
import type { Claim } from '../../src/claim-check';
import type { Known } from './known';

/** A sentence that ties facts together: each of them may be recorded, and the sentence still wrong. */
interface Relation {
  pattern: RegExp;
  /** Whether it holds, given what the groups caught. */
  holds(known: Known, ...caught: string[]): boolean;
}

const day = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 10) : '');
const amount = (shown: string): number => Number(shown.replaceAll(',', ''));
const near = (a: number | null | undefined, b: number): boolean =>
  typeof a === 'number' && Math.abs(a - b) < 0.005 + 1e-9;
const DATE = String.raw`(\d{4}-\d{2}-\d{2})`;

/** The quantity of that description, and no other of the same value. */
const states = (why: string) => (known: Known, shown: string) =>
  known.quantities.some((q) => q.why === why && Math.abs(q.value - Number(shown)) < 1e-9);

const RELATIONS: readonly Relation[] = [
  {
    pattern: new RegExp(String.raw`^(.+) bought (.+) on ${DATE}\.`, 'gmu'),
    holds: ({ sketch: { account, product, past, today } }, who, what, on) =>
      who === account?.name &&
      what === product?.name &&
      past.some((d) => d.outcome === 'won' && day(d.closedAt) === on && on <= today),
  },
  {
    pattern: new RegExp(String.raw`We spoke about (.+) until ${DATE}, and you decided`, 'gu'),
    holds: ({ sketch: { product, past } }, what, until) =>
      what === product?.name && past.some((d) => d.outcome === 'lost' && day(d.closedAt) === until),
  },
  {
    pattern: new RegExp(`You wrote to us on ${DATE}`, 'gu'),
    // Every second activity is the contact's; the others are a colleague's.
    holds: ({ sketch: { activities, today } }, on) =>
      activities.some((a, n) => n % 2 === 0 && a.direction === 'inbound' && day(a.happenedAt) === on && on! <= today),
  },
  {
    pattern: / for (-?[\d,.]+)(?: ([A-Z]{3}))?\. The offer stands/gu,
    holds: ({ sketch: { deal, product } }, price, currency) =>
      near(deal.amount ?? product?.listPrice, amount(price!)) &&
      amount(price!) > 0 &&
      (currency === undefined || currency === deal.currency),
  },
  {
    pattern: /below the list price of ([\d,.]+)/gu,
    holds: ({ sketch: { product } }, price) => near(product?.listPrice, amount(price!.replace(/\.$/, ''))),
  },
  {
    pattern: /(T[123]) by the thresholds of the policy/gu,
    holds: ({ sketch: { account } }, tier) => tier === tierOf(account?.employees, account?.revenue),
  },
  { pattern: /runs for (-?\d+) months/gu, holds: states('term') },
  { pattern: /has waited (-?\d+) days/gu, holds: states('wait of the deal') },
  { pattern: /(-?\d+) days are left/gu, holds: states('days left') },
  { pattern: /open for (-?\d+) days?/giu, holds: states('age of the deal') },
  { pattern: /last two-way contact (-?\d+) days? ago/gu, holds: states('since two-way contact') },
  { pattern: /(-?\d+) deals? won in \d+ days/gu, holds: states('deals won lately') },
  { pattern: /(-?\d+) live deals/gu, holds: states('live deals') },
  { pattern: /(-?\d+) open cases?/gu, holds: states('open cases') },
  {
    pattern: /renewal in (-?\d+) days?/gu,
    holds: (known, shown) => Number(shown) >= 0 && states('to or since the renewal')(known, shown!),
  },
  {
    pattern: new RegExp(`nothing from the buyer since ${DATE}`, 'gu'),
    holds: ({ sketch: { activities, deal, today } }, since) =>
      dayNumber(since!) <= dayNumber(today) &&
      [...activities.map((a) => a.happenedAt), deal.engagedAt, deal.createdAt].some((at) => day(at) === since),
  },
  { pattern: /^Hello (.*),$/gmu, holds: ({ sketch: { contact } }, name) => name === contact?.name },
];

/** The tier by the base policy: any threshold reached is enough, and an account of which nothing is known is T1. */
function tierOf(employees: number | null | undefined, millions: number | null | undefined): string {
  if (employees == null && millions == null) return 'T1';
  if ((employees ?? 0) >= 5000 || (millions ?? 0) >= 2000) return 'T1';
  return (employees ?? 0) >= 1000 || (millions ?? 0) >= 500 ? 'T2' : 'T3';
}

/** Every such sentence in a text, and whether it holds. */
export function relationsIn(text: string, known: Known): { claim: Claim; holds: boolean }[] {
  return RELATIONS.flatMap(({ pattern, holds }) =>
    [...text.matchAll(pattern)].map((match) => ({
      claim: { kind: 'relation' as const, text: match[0] },
      holds: holds(known, ...(match.slice(1) as string[])),
    })),
  );
}
