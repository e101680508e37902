import { z } from 'zod';

const share = z.number().min(0).max(1);

/** Thresholds of playbook section `6-growth/health-score`. */
export const healthRules = z.strictObject({
  weights: z
    .strictObject({
      cases: z.number().min(0),
      contact: z.number().min(0),
      contract: z.number().min(0),
      buying: z.number().min(0),
    })
    .refine((w) => Math.abs(w.cases + w.contact + w.contract + w.buying - 100) < 1e-9, {
      message: 'the weights must add up to 100',
    }),
  openCase: share,
  agedCaseDays: z.number().positive(),
  agedCase: share,
  escalatedCase: share,
  contactBands: z.array(z.strictObject({ withinDays: z.number().positive(), share })).min(1),
  renewalBands: z.array(z.strictObject({ fromDays: z.number().min(0), share })).min(1),
  buyingDays: z.number().positive(),
  wonDealsForFull: z.number().positive(),
  minimumKnown: share,
  atRiskBelow: z.number().min(0).max(100),
  /** A renewal this near after this long without a two-way contact is at risk whatever the score. */
  silentBeforeRenewal: z.strictObject({ renewalWithinDays: z.number().min(0), silentDays: z.number().positive() }),
});
export type HealthRules = z.infer<typeof healthRules>;

export interface OpenCase {
  ageDays: number;
  escalationLevel: number;
}

export interface HealthFacts {
  /** Null where this CRM records no cases at all. */
  openCases: OpenCase[] | null;
  /** Days since the last two-way contact; `'never'` when activities are recorded and there is none, null when not recorded. */
  daysSinceContact: number | 'never' | null;
  /** Days until the next renewal, negative when it has passed; null when no contract is recorded. */
  daysToRenewal: number | null;
  /** Deals won within `buyingDays`; null when no deals are recorded. */
  wonDeals: number | null;
}

export interface HealthPart {
  part: string;
  /** Points on the 0–100 scale after leaving out what is not known. */
  points: number;
  of: number;
  reason: string;
}

export type Health =
  | { known: true; score: number; parts: HealthPart[]; missing: string[]; atRisk: boolean; why: string[] }
  | { known: false; missing: string[] };

const oneDecimal = (x: number): number => Math.round(x * 10) / 10;

function casesShare(cases: OpenCase[], rules: HealthRules): number {
  const lost = cases.reduce(
    (sum, c) =>
      sum +
      rules.openCase +
      (c.ageDays > rules.agedCaseDays ? rules.agedCase : 0) +
      (c.escalationLevel > 0 ? rules.escalatedCase : 0),
    0,
  );
  return Math.max(0, 1 - lost);
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/**
 * Why a customer is at risk; empty when they are not. What they bought before does not outweigh silence before a
 * renewal.
 */
function riskOf(facts: HealthFacts, score: number, rules: HealthRules): string[] {
  const { daysSinceContact: contact, daysToRenewal: renewal } = facts;
  const { renewalWithinDays, silentDays } = rules.silentBeforeRenewal;
  const silent = contact === 'never' || (contact !== null && contact > silentDays);
  const why = score < rules.atRiskBelow ? [`at risk: below ${rules.atRiskBelow}`] : [];
  if (silent && renewal !== null && renewal <= renewalWithinDays)
    why.push(
      `at risk: the renewal is due within ${renewalWithinDays} days and nobody there spoke with us in ${silentDays}`,
    );
  return why;
}

/** Health of a customer. Parts not known are left out and the rest scaled to 100; too little known gives no score. */
export function scoreHealth(facts: HealthFacts, rules: HealthRules): Health {
  const { weights } = rules;
  const contact = facts.daysSinceContact;
  const candidates: { part: keyof HealthRules['weights']; share: number | null; reason: string; missing: string }[] = [
    {
      part: 'cases',
      share: facts.openCases === null ? null : casesShare(facts.openCases, rules),
      reason: counted(facts.openCases?.length ?? 0, 'open case'),
      missing: 'cases',
    },
    {
      part: 'contact',
      share:
        contact === null
          ? null
          : contact === 'never'
            ? 0
            : ([...rules.contactBands].sort((a, b) => a.withinDays - b.withinDays).find((b) => contact <= b.withinDays)
                ?.share ?? 0),
      reason:
        contact === 'never'
          ? 'no two-way contact on record'
          : `last two-way contact ${counted(contact ?? 0, 'day')} ago`,
      missing: 'activities',
    },
    {
      part: 'contract',
      share:
        facts.daysToRenewal === null
          ? null
          : ([...rules.renewalBands]
              .sort((a, b) => b.fromDays - a.fromDays)
              .find((b) => (facts.daysToRenewal ?? 0) >= b.fromDays)?.share ?? 0),
      reason:
        (facts.daysToRenewal ?? 0) < 0
          ? `renewal date passed ${counted(-(facts.daysToRenewal ?? 0), 'day')} ago`
          : `renewal in ${counted(facts.daysToRenewal ?? 0, 'day')}`,
      missing: 'contracts',
    },
    {
      part: 'buying',
      share: facts.wonDeals === null ? null : Math.min(1, facts.wonDeals / rules.wonDealsForFull),
      reason: `${counted(facts.wonDeals ?? 0, 'deal')} won in ${rules.buyingDays} days`,
      missing: 'deals',
    },
  ];
  const known = candidates.filter((c) => c.share !== null);
  const missing = candidates.filter((c) => c.share === null).map((c) => c.missing);
  const knownWeight = known.reduce((sum, c) => sum + weights[c.part], 0);
  if (knownWeight < 100 * rules.minimumKnown) return { known: false, missing };
  const parts = known.map((c) => {
    const of = (100 * weights[c.part]) / knownWeight;
    return { part: c.part, points: oneDecimal(of * (c.share ?? 0)), of: oneDecimal(of), reason: c.reason };
  });
  const score = oneDecimal(parts.reduce((sum, p) => sum + p.points, 0));
  const why = riskOf(facts, score, rules);
  return { known: true, score, parts, missing, atRisk: why.length > 0, why };
}
