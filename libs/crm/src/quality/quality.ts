import { ACTION_NEEDS, daysBetween, fieldSpec, RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import type { FieldValues } from '../port';
import { findDuplicates, type DuplicateProposal, type QualityRecord } from './duplicates';
import { impossibleIn } from './impossible';

/** One part of a score: the share of records (0 to 1) that are as they should be, and which are not. */
export interface QualityPart {
  share: number;
  /** Records (or values, for completeness) that count against it, of how many. */
  against: number;
  of: number;
  list: QualityEntry[];
}

export interface QualityEntry {
  what: string;
  count: number;
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

/** How much each part counts; parts that a type does not have are left out. */
const WEIGHTS = { completeness: 0.4, possible: 0.3, fresh: 0.2, distinct: 0.1 } as const;

const IDS = 20;

/** The quality of a company's records, type by type. @param asOf the business day, `YYYY-MM-DD` */
export function measureQuality(
  records: ReadonlyMap<RecordType, readonly QualityRecord[]>,
  asOf: string,
): TypeQuality[] {
  return RECORD_TYPES.flatMap((type) => {
    const own = records.get(type) ?? [];
    return own.length === 0 ? [] : [qualityOf(type, own, asOf)];
  });
}

function qualityOf(type: RecordType, records: readonly QualityRecord[], asOf: string): TypeQuality {
  const duplicates = type === 'account' || type === 'contact' ? findDuplicates(type, records) : [];
  const parts = {
    completeness: completenessOf(type, records),
    possible: partOf(records, (r) => impossibleIn(type, r.fields, asOf)),
    fresh: type in STALE ? partOf(records.filter(STALE[type]!.ages), (r) => STALE[type]!.stale(r, asOf)) : null,
    distinct: type === 'account' || type === 'contact' ? distinctOf(records, duplicates) : null,
  };
  const counted = (Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]).filter((k) => (parts[k]?.of ?? 0) > 0);
  const weight = counted.reduce((sum, k) => sum + WEIGHTS[k], 0);
  const score = counted.reduce((sum, k) => sum + WEIGHTS[k] * parts[k]!.share, 0) / (weight || 1);
  return { type, records: records.length, score: Math.round(score * 1000) / 10, ...parts, duplicates };
}

/** Fields that actions read, and outcome and close of deals only where they are closed. */
function completenessOf(type: RecordType, records: readonly QualityRecord[]): QualityPart {
  const needs = Object.values(ACTION_NEEDS).flatMap((n) => n[type] ?? []);
  const fields = [...new Set(needs)].filter((f) => !fieldSpec(type, f)?.agent && f !== 'outcome').sort();
  const list: QualityEntry[] = [];
  let of = 0;
  for (const field of fields) {
    const asked = records.filter((r) => applies(field, r.fields));
    const empty = asked.filter((r) => r.fields[field] === undefined || r.fields[field] === null);
    of += asked.length;
    if (empty.length > 0) list.push({ what: `${field} is empty`, count: empty.length, ids: idsOf(empty) });
  }
  return part(
    list,
    of,
    list.reduce((sum, entry) => sum + entry.count, 0),
  );
}

function applies(field: string, fields: FieldValues): boolean {
  if (field === 'closedAt') return fields['outcome'] != null || fields['status'] === 'closed';
  if (field === 'endedAt') return fields['status'] === 'ended';
  if (['expectedCloseDate', 'nextStep', 'nextStepDate'].includes(field)) return fields['outcome'] == null;
  return true;
}

interface Ageing {
  ages(record: QualityRecord): boolean;
  stale(record: QualityRecord, asOf: string): string[];
}

const QUIET_DAYS = 90;
const UNTOUCHED_DAYS = 365;

const untouched: Ageing = {
  ages: (r) => typeof (r.fields['lastTouchAt'] ?? r.changedAt) === 'string',
  stale: (r, asOf) =>
    daysBetween((r.fields['lastTouchAt'] ?? r.changedAt) as string, asOf) > UNTOUCHED_DAYS
      ? [`neither touched nor changed for ${UNTOUCHED_DAYS} days`]
      : [],
};

/** What makes a record old news. */
const STALE: Partial<Record<RecordType, Ageing>> = {
  account: untouched,
  contact: untouched,
  opportunity: {
    ages: (r) => r.fields['outcome'] == null,
    stale(r, asOf) {
      const expected = r.fields['expectedCloseDate'];
      const quiet = r.changedAt !== undefined && daysBetween(r.changedAt, asOf) > QUIET_DAYS;
      return [
        ...(typeof expected === 'string' && expected < asOf ? ['open, though its expected close has passed'] : []),
        ...(quiet ? [`open, but unchanged for ${QUIET_DAYS} days`] : []),
      ];
    },
  },
  task: {
    ages: (r) => r.fields['status'] === 'open',
    stale: (r, asOf) => (typeof r.fields['dueDate'] === 'string' && r.fields['dueDate'] < asOf ? ['overdue'] : []),
  },
};

function partOf(records: readonly QualityRecord[], complaints: (record: QualityRecord) => string[]): QualityPart {
  const byWhat = new Map<string, QualityRecord[]>();
  let against = 0;
  for (const record of records) {
    const found = complaints(record);
    if (found.length > 0) against += 1;
    for (const what of found) byWhat.set(what, [...(byWhat.get(what) ?? []), record]);
  }
  const list = [...byWhat].map(([what, of]) => ({ what, count: of.length, ids: idsOf(of) }));
  return part(list, records.length, against);
}

function distinctOf(records: readonly QualityRecord[], duplicates: readonly DuplicateProposal[]): QualityPart {
  const ids = [...new Set(duplicates.flatMap((d) => d.ids))];
  const list = ids.length === 0 ? [] : [{ what: 'may be there twice', count: ids.length, ids: ids.slice(0, IDS) }];
  return part(list, records.length, ids.length);
}

function part(list: QualityEntry[], of: number, against: number): QualityPart {
  return { share: of === 0 ? 1 : 1 - against / of, against, of, list: list.sort((a, b) => b.count - a.count) };
}

const idsOf = (records: readonly QualityRecord[]): string[] => records.slice(0, IDS).map((r) => r.id);
