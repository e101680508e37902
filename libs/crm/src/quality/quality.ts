import { RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import { holds } from './condition';
import { findDuplicates, type DuplicateProposal, type QualityRecord } from './duplicates';
import { ageingOf, rulesOf, type RulePart } from './rules';
import { scoreOf, type RuleTally, type TypeQuality, type TypeTally } from './score';

const IDS = 20;

/** The quality of a company's records, type by type. @param asOf the business day, `YYYY-MM-DD` */
export function measureQuality(
  records: ReadonlyMap<RecordType, readonly QualityRecord[]>,
  asOf: string,
): TypeQuality[] {
  return RECORD_TYPES.flatMap((type) => {
    const own = records.get(type) ?? [];
    return own.length === 0 ? [] : [scoreOf(tallyOf(type, own, asOf))];
  });
}

function tallyOf(type: RecordType, records: readonly QualityRecord[], asOf: string): TypeTally {
  const rules: RuleTally[] = rulesOf(type).map((rule) => ({ rule, asked: 0, broken: 0, ids: [] }));
  const ageing = ageingOf(type);
  const against: Record<RulePart, number> = { completeness: 0, possible: 0, fresh: 0 };
  let aged = 0;
  for (const record of records) {
    const complained = new Set<RulePart>();
    if (ageing && holds(ageing, record, asOf)) aged += 1;
    for (const tally of rules) {
      const { asked, broken, part } = tally.rule;
      if (asked && !holds(asked, record, asOf)) continue;
      tally.asked += 1;
      if (!holds(broken, record, asOf)) continue;
      tally.broken += 1;
      if (tally.ids.length < IDS) tally.ids.push(record.id);
      complained.add(part);
    }
    for (const part of complained) against[part] += 1;
  }
  const duplicates = type === 'account' || type === 'contact' ? findDuplicates(type, records) : null;
  return {
    ...{ type, records: records.length, rules },
    possible: { against: against.possible },
    fresh: ageing && { against: against.fresh, of: aged },
    twice: duplicates && twiceOf(duplicates),
    duplicates: duplicates ?? [],
  };
}

function twiceOf(duplicates: readonly DuplicateProposal[]): { against: number; ids: string[] } {
  const ids = [...new Set(duplicates.flatMap((d) => d.ids))];
  return { against: ids.length, ids: ids.slice(0, IDS) };
}
