import type { RecordType } from '@salesagent/canon/sales';
import type { HostedRecord } from '../hosted/port';
import type { FieldValues, RecordState } from '../port';
import { readDealStage, type DealReading } from './deal-reading';
import type { DealStages } from './deal-stages';
import type { CompiledObject } from './compiled';
import { meets } from './condition';
import type { TranslationProblem } from './problems';
import { readField, type CompanyRules } from './read-field';
import { shown } from './value-shape';

/** What a record of the CRM says in canon. */
export interface Translation {
  /** One for each type the object is mapped to and whose condition the record meets. */
  states: RecordState[];
  /** Values without a meaning. Their fields are empty in the states: what they were before is known to be over. */
  problems: TranslationProblem[];
  /** Types whose condition the record does not meet (any more): a copy of it under one of them is to go. */
  notOf: RecordType[];
  /** It told only part of what a field or a condition rests on: read the whole record. */
  incomplete: boolean;
}

export interface TranslationRules extends CompanyRules {
  stages: DealStages | null;
  /** What the file knows of people beyond the CRM, by user id. */
  people: Readonly<Record<string, FieldValues>>;
}

/** Translates a record as every type its object is mapped to. Pure. */
export function translate(
  record: HostedRecord,
  objects: readonly CompiledObject[],
  rules: TranslationRules,
): Translation {
  const result: Translation = { states: [], problems: [], notOf: [], incomplete: false };
  for (const type of new Set(objects.map((o) => o.type))) {
    const mapped = objects.filter((o) => o.type === type);
    if (record.state !== 'live') {
      // Whatever it was before: the condition cannot be asked of what is gone.
      result.states.push(stateOf(record, type, {}));
      continue;
    }
    const answers = mapped.map((o) => meets(record.values, o.when));
    const found = mapped[answers.indexOf(true)];
    if (found) translateAs(record, found, rules, result);
    else if (answers.includes(null)) result.incomplete = true;
    else result.notOf.push(type);
  }
  return result;
}

function translateAs(record: HostedRecord, mapped: CompiledObject, rules: TranslationRules, result: Translation): void {
  const { type } = mapped;
  const deal: DealReading | null = type === 'opportunity' && rules.stages ? readDealStage(record, rules.stages) : null;
  const fields: FieldValues = { ...deal?.fields };
  if (deal?.problem) result.problems.push(deal.problem);
  const untold = new Set<string>();
  for (const field of mapped.fields) {
    const read = readField(record, type, field, rules, deal?.stage);
    if (read.known === 'value') fields[field.canon] = read.value;
    else if (read.known !== 'problem') untold.add(field.canon);
    if (read.known === 'partly') result.incomplete = true;
    if (read.known === 'problem') {
      fields[field.canon] = null;
      result.problems.push({
        ...read.problem,
        ...{ object: record.object, id: record.id, field: read.field, canon: { type, field: field.canon } },
        found: shown(read.raw, field.spec),
      });
    }
  }
  if (typeof fields['amount'] === 'number' && mapped.fields.some((f) => f.canon === 'amount' && f.source.convert)) {
    fields['currency'] = rules.rates.company;
  }
  if (!joinLetters(fields, mapped, untold)) result.incomplete = true;
  if (!placeCloseDate(fields, mapped, untold, rules)) result.incomplete = true;
  if (type === 'person') Object.assign(fields, rules.people[record.id]);
  result.states.push(stateOf(record, type, fields));
}

/** MEDDICC is one value in canon: some letters without the others would clear those. `false` where some are untold. */
function joinLetters(fields: FieldValues, { fields: mapped }: CompiledObject, untold: ReadonlySet<string>): boolean {
  const letters = mapped.map((f) => f.canon).filter((canon) => canon.startsWith('meddicc.'));
  const known = letters.filter((l) => fields[l] != null).map((l) => [l.slice('meddicc.'.length), fields[l]] as const);
  for (const letter of letters) delete fields[letter];
  const missing = letters.filter((letter) => untold.has(letter));
  if (missing.length === letters.length) return true;
  if (missing.length > 0) return false;
  fields['meddicc'] = known.length === 0 ? null : Object.fromEntries(known);
  return true;
}

/**
 * CRMs keep one close date. On a closed deal it is when it closed; on an open one when that is expected. The date that
 * was expected of a deal now closed is left as it last stood, since the CRM has overwritten it. `false` where the
 * record tells the date without whether the deal is closed, or the other way round.
 */
function placeCloseDate(
  fields: FieldValues,
  { fields: mapped }: CompiledObject,
  untold: ReadonlySet<string>,
  { time }: TranslationRules,
): boolean {
  if (!mapped.some((f) => f.canon === 'closeDate')) return true;
  const date = fields['closeDate'];
  delete fields['closeDate'];
  const outcome = fields['outcome'];
  if (outcome === undefined) return date === undefined;
  if (outcome === null) fields['closedAt'] = null;
  if (date === undefined) return !untold.has('closeDate');
  if (outcome !== null) fields['closedAt'] = date;
  else fields['expectedCloseDate'] = typeof date === 'string' ? time.dayOf(new Date(date)) : null;
  return true;
}

function stateOf(record: HostedRecord, type: RecordType, fields: FieldValues): RecordState {
  const { id, modifiedAt: changedAt, modifiedBy, ours, state, mergedInto } = record;
  const merged = mergedInto === undefined ? {} : { mergedInto };
  return { type, id, fields, changedAt, by: modifiedBy ?? 'unknown', ours, state, ...merged };
}
