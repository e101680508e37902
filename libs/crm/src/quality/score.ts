import type { RecordType } from '@salesagent/canon/sales';
import type { DuplicateProposal } from './duplicates';
import type { QualityRule, RulePart } from './rules';

/** One part of a score: the share of records (0 to 1) that are as they should be, and which are not. */
export interface QualityPart {
  share: number;
  /** Records (or values, for completeness) that count against it, of how many. */
  against: number;
  of: number;
  list: QualityEntry[];
}

export interface QualityEntry {
  /** Names the complaint within its type. */
  rule: string;
  field: string | null;
  what: string;
  count: number;
  /** Points of the type's score (of 100) that go with it. */
  costs: number;
  /** The first ids. */
  ids: string[];
}

export interface TypeQuality {
  type: RecordType;
  records: number;
  /** 0 to 100. */
  score: number;
  completeness: QualityPart;
  possible: QualityPart;
  /** `null` for types that do not age. */
  fresh: QualityPart | null;
  /** `null` for types in which duplicates are not looked for. */
  distinct: QualityPart | null;
  duplicates: DuplicateProposal[];
}

/** How often a rule was asked and how often the answer counts against a type. */
export interface RuleTally {
  rule: QualityRule;
  asked: number;
  broken: number;
  ids: string[];
}

/** What was counted of the records of a type. */
export interface TypeTally {
  type: RecordType;
  records: number;
  rules: readonly RuleTally[];
  /** Records that any rule of the part speaks against, of those that it asks. */
  possible: { against: number };
  /** `null` for types that do not age. */
  fresh: { against: number; of: number } | null;
  /** Records that may be there twice; `null` for types in which duplicates are not looked for. */
  twice: { against: number; ids: string[] } | null;
  duplicates: DuplicateProposal[];
}

/** How much each part counts; parts that a type does not have are left out. */
const WEIGHTS = { completeness: 0.4, possible: 0.3, fresh: 0.2, distinct: 0.1 } as const;
type Part = keyof typeof WEIGHTS;

/** The complaint that a record may be there twice. */
export const TWICE = 'distinct:twice';

/** The score of a type from what was counted of it. */
export function scoreOf({ type, records, rules, possible, fresh, twice, duplicates }: TypeTally): TypeQuality {
  const entries = (part: RulePart): QualityEntry[] =>
    rules
      .filter(({ rule, broken }) => rule.part === part && broken > 0)
      .map(({ rule, broken, ids }) => ({ ...entry(rule.key, rule.what, broken, ids), field: rule.field }));
  const asked = rules.filter(({ rule }) => rule.part === 'completeness').reduce((sum, tally) => sum + tally.asked, 0);
  const gaps = entries('completeness');
  const parts: Record<Part, QualityPart | null> = {
    completeness: part(gaps, asked, sumOf(gaps)),
    possible: part(entries('possible'), records, possible.against),
    fresh: fresh && part(entries('fresh'), fresh.of, fresh.against),
    distinct:
      twice &&
      part(
        twice.against > 0 ? [entry(TWICE, 'may be there twice', twice.against, twice.ids)] : [],
        records,
        twice.against,
      ),
  };
  const counted = (Object.keys(WEIGHTS) as Part[]).filter((k) => (parts[k]?.of ?? 0) > 0);
  // Two accounts of a hundred with a known age say little of the other ninety-eight.
  const known = type === 'account' || type === 'contact' ? (fresh?.of ?? 0) / records : 1;
  const weights = { ...WEIGHTS, fresh: WEIGHTS.fresh * known };
  const weight = counted.reduce((sum, k) => sum + weights[k], 0) || 1;
  for (const k of counted) chargeEntries(parts[k]!, (100 * weights[k]) / weight);
  const score = counted.reduce((sum, k) => sum + weights[k] * parts[k]!.share, 0) / weight;
  return {
    ...{ type, records, score: Math.round(score * 1000) / 10 },
    ...(parts as Pick<TypeQuality, Part>),
    duplicates,
  };
}

/** A record with two complaints is against its part once: the points of a part are shared out by how often each is. */
function chargeEntries({ list, of, against }: QualityPart, points: number): void {
  const lost = points * (against / of);
  const complaints = sumOf(list);
  for (const one of list) one.costs = Math.round(((lost * one.count) / complaints) * 10) / 10;
}

const entry = (rule: string, what: string, count: number, ids: string[]): QualityEntry => ({
  ...{ rule, field: null, what, count, costs: 0, ids },
});

function part(list: QualityEntry[], of: number, against: number): QualityPart {
  return { share: of === 0 ? 1 : 1 - against / of, against, of, list: list.sort((a, b) => b.count - a.count) };
}

const sumOf = (list: readonly QualityEntry[]): number => list.reduce((sum, { count }) => sum + count, 0);
