import type { Pool } from 'pg';
import type { Principal } from '@salesagent/auth';
import { RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import {
  ageingOf,
  companyScore,
  rulesOf,
  scoreOf,
  type Condition,
  type QualityRule,
  type TypeQuality,
  type TypeTally,
} from '@salesagent/crm';
import type { RecordAccess } from '../crm-api/record-access';
import { conditionSql } from './condition-sql';
import { duplicatePairs, recordsTwice } from './duplicates';
import { isDuplicateType } from './pair';
import { visibleRows } from './visible-rows';

export interface Quality {
  asOf: string;
  /** 0 to 100; `null` where there are no records that any action reads. */
  score: number | null;
  /** When duplicates were looked for last; `null` before the first look. ISO 8601. */
  lookedAt: string | null;
  types: TypeQuality[];
}

/** Pairs that come with a score; the rest is read page by page. */
const PAIRS = 20;

/** How good the records are that this person may see. Counted by the database: nothing of them is held here. */
export async function qualityFor(
  pool: Pool,
  access: RecordAccess,
  principal: Principal,
  asOf: string,
): Promise<Quality> {
  const types: TypeQuality[] = [];
  for (const type of RECORD_TYPES) {
    const tally = await tallyOf(pool, access, principal, type, asOf);
    if (tally.records > 0) types.push(scoreOf(tally));
  }
  const { rows } = await pool.query<{ at: Date | null }>('select min(looked_at) as at from gateway.duplicate_look');
  return { asOf, score: companyScore(types), lookedAt: rows[0]?.at?.toISOString() ?? null, types };
}

async function tallyOf(
  pool: Pool,
  access: RecordAccess,
  principal: Principal,
  type: RecordType,
  asOf: string,
): Promise<TypeTally> {
  const rules = rulesOf(type);
  const ageing = ageingOf(type);
  const sql = (condition: Condition): string => conditionSql(type, condition, asOf);
  const ofPart = (part: QualityRule['part']): string =>
    rules
      .filter((rule) => rule.part === part)
      .map((rule) => sql(complaint(rule)))
      .join(' or ') || 'false';
  const columns = [
    'count(*)::int as records',
    `count(*) filter (where ${ofPart('possible')})::int as impossible`,
    `count(*) filter (where ${ofPart('fresh')})::int as stale`,
    `count(*) filter (where ${ageing ? sql(ageing) : 'false'})::int as ageing`,
    ...rules.flatMap((rule, i) => [
      `count(*) filter (where ${rule.asked ? sql(rule.asked) : 'true'})::int as asked_${i}`,
      `count(*) filter (where ${sql(complaint(rule))})::int as broken_${i}`,
      `min(t.id) filter (where ${sql(complaint(rule))}) as example_${i}`,
    ]),
  ];
  const { from, where, params } = visibleRows(type, access.predicate(principal, type));
  const { rows } = await pool.query<Record<string, number> & Record<`example_${number}`, string | null>>(
    `select ${columns.join(', ')} ${from} ${where}`,
    params,
  );
  const counted = rows[0]!;
  return {
    type,
    records: counted['records']!,
    rules: rules.map((rule, i) => ({
      ...{ rule, asked: counted[`asked_${i}`]!, broken: counted[`broken_${i}`]! },
      ids: [counted[`example_${i}`] as unknown as string | null].filter((id) => id !== null),
    })),
    possible: { against: counted['impossible']! },
    fresh: ageing && { against: counted['stale']!, of: counted['ageing']! },
    ...(await twice(pool, access, principal, type)),
  };
}

/** A record is asked, and the answer counts against it. */
export const complaint = ({ asked, broken }: QualityRule): Condition =>
  asked ? { kind: 'all', of: [asked, broken] } : broken;

async function twice(
  pool: Pool,
  access: RecordAccess,
  principal: Principal,
  type: RecordType,
): Promise<Pick<TypeTally, 'twice' | 'duplicates'>> {
  if (!isDuplicateType(type)) return { twice: null, duplicates: [] };
  const visibility = access.predicate(principal, type);
  return {
    twice: await recordsTwice(pool, type, visibility),
    duplicates: await duplicatePairs(pool, type, visibility, PAIRS),
  };
}
