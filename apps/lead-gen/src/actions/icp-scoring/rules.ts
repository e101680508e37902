import { z } from 'zod';

const share = z.number().min(0).max(1);
const bands = z.array(z.strictObject({ from: z.number().min(0), share })).min(1);

/** Thresholds of playbook section `1-market/icp-scoring`. */
export const icpRules = z.strictObject({
  weights: z
    .strictObject({
      size: z.number().min(0),
      revenue: z.number().min(0),
      record: z.number().min(0),
      place: z.number().min(0),
    })
    .refine((w) => Math.abs(w.size + w.revenue + w.record + w.place - 100) < 1e-9, {
      message: 'the weights must add up to 100',
    }),
  sizeBands: bands,
  revenueBands: bands,
  revenueUnit: z.number().positive(),
  homeCountries: z.array(z.string()),
  shareAbroad: share,
  shareUnknown: share,
  recordPriorDeals: z.number().positive(),
  recordSpan: z.number().positive(),
});
export type IcpRules = z.infer<typeof icpRules>;

export interface ClosedRecord {
  won: number;
  closed: number;
}

export interface IcpFacts {
  name: string | null;
  employees: number | null;
  /** A year, in the unit of the company's CRM times `revenueUnit`. */
  revenue: number | null;
  country: string | null;
  industry: string | null;
  /** Closed deals of accounts in the same industry, and of the whole company. */
  industryRecord: ClosedRecord;
  companyRecord: ClosedRecord;
}

export interface ScorePart {
  part: string;
  points: number;
  of: number;
  reason: string;
}

export interface IcpScore {
  /** 0–100, one decimal; the sum of the parts. */
  score: number;
  parts: ScorePart[];
  unknown: string[];
}

const oneDecimal = (x: number): number => Math.round(x * 10) / 10;

function band(value: number, from: IcpRules['sizeBands']): number {
  return [...from].sort((a, b) => b.from - a.from).find((b) => value >= b.from)?.share ?? 0;
}

/** How an industry's win rate, shrunk towards the company's, compares with the company's; 0.5 is average. */
export function recordShare(facts: IcpFacts, rules: IcpRules): { share: number; rate: number; company: number } | null {
  if (facts.companyRecord.closed === 0 || facts.industry === null) return null;
  const company = facts.companyRecord.won / facts.companyRecord.closed;
  const { won, closed } = facts.industryRecord;
  const rate = (won + rules.recordPriorDeals * company) / (closed + rules.recordPriorDeals);
  const share = Math.min(1, Math.max(0, 0.5 + (rate - company) / (2 * rules.recordSpan)));
  return { share, rate, company };
}

/** The ICP score of an account. Every part is rounded to one decimal first, so the parts add up to the score. */
export function scoreIcp(facts: IcpFacts, rules: IcpRules): IcpScore {
  const unknown: string[] = [];
  const part = (name: string, of: number, share: number | null, reason: string, field: string): ScorePart => {
    if (share === null) unknown.push(field);
    const earned = share ?? rules.shareUnknown;
    return {
      part: name,
      points: oneDecimal(of * earned),
      of,
      reason: share === null ? `${field} is not recorded` : reason,
    };
  };
  const revenue = facts.revenue === null ? null : (facts.revenue * rules.revenueUnit) / 1_000_000;
  const record = recordShare(facts, rules);
  const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;
  const parts = [
    part(
      'size',
      rules.weights.size,
      facts.employees === null ? null : band(facts.employees, rules.sizeBands),
      `${facts.employees} employees`,
      'employees',
    ),
    part(
      'revenue',
      rules.weights.revenue,
      revenue === null ? null : band(revenue, rules.revenueBands),
      `revenue of ${revenue} million a year`,
      'revenue',
    ),
    part(
      'record',
      rules.weights.record,
      record?.share ?? null,
      record
        ? `${facts.industryRecord.won} of ${facts.industryRecord.closed} closed deals won in ${facts.industry}: ` +
            `${percent(record.rate)} after shrinking, company ${percent(record.company)}`
        : '',
      facts.industry === null ? 'industry' : 'closed deals',
    ),
    part(
      'place',
      rules.weights.place,
      facts.country === null ? null : rules.homeCountries.includes(facts.country) ? 1 : rules.shareAbroad,
      `${facts.country}`,
      'country',
    ),
  ];
  const score = oneDecimal(parts.reduce((sum, p) => sum + p.points, 0));
  return { score, parts, unknown };
}
