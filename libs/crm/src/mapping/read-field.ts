import type { RecordType } from '@salesagent/canon/sales';
import type { HostedRecord, HostedValue } from '../hosted/port';
import type { CompanyTime } from './company-time';
import { fieldsRead, inStage, isCode, type CompiledField } from './compiled';
import { accepted, told } from './picklist';
import type { Reading, ValueProblem } from './problems';
import type { Rates } from './rates';
import { isEmpty, readValue } from './read-value';
import { endOfPeriod } from './targets';

/** What a company's mapping file says beyond its fields. */
export interface CompanyRules {
  time: CompanyTime;
  rates: Rates;
  fiscalYearStartMonth: number;
}

/** A field in canon, or why there is none: nothing was told of it, or only part of what it rests on. */
export type FieldReading =
  | { known: 'value'; value: unknown }
  | { known: 'problem'; field: string; raw: HostedValue; problem: ValueProblem }
  | { known: 'untold' }
  | { known: 'partly' };

/** Reads one canon field of a record. `stage` is the deal's present stage, for fields named after it. */
export function readField(
  record: HostedRecord,
  type: RecordType,
  field: CompiledField,
  rules: CompanyRules,
  stage: string | undefined,
): FieldReading {
  const { canon, source, spec } = field;
  if (source.value !== undefined) return { known: 'value', value: source.value };
  const raw = rawOf(record, field, stage);
  if (!('raw' in raw)) return raw;
  const word = told(raw.raw, source);
  const problem = (found: { problem: ValueProblem }): FieldReading => ({ known: 'problem', ...raw, ...found });
  const read: Reading = word === undefined ? readValue(raw.raw, spec.kind, source, rules.time) : { value: word };
  if ('problem' in read) return problem(read);
  const known = accepted(type, canon, read.value);
  if ('problem' in known) return problem(known);
  if (source.endOf && typeof known.value === 'string') {
    return { known: 'value', value: endOfPeriod(known.value, source.endOf, rules.fiscalYearStartMonth) };
  }
  if (!source.convert || typeof known.value !== 'number') return { known: 'value', value: known.value };
  const converted = convert(record, known.value, field, rules);
  if (converted === null) return { known: 'partly' };
  return 'problem' in converted ? problem(converted) : { known: 'value', value: converted.value };
}

/** The CRM's value, from the first field that holds one. */
function rawOf(
  { values }: HostedRecord,
  { source }: CompiledField,
  stage: string | undefined,
): { raw: HostedValue; field: string } | { known: 'untold' | 'partly' } {
  const names = source.join ?? [source.field!, ...(source.or ?? [])];
  if (names.some((name) => inStage(name, 'any') !== name) && stage === undefined) return { known: 'untold' };
  const fields = names.map((name) => inStage(name, stage ?? ''));
  const toldAny = fields.some((name) => values[name] !== undefined);
  const untold = { known: toldAny ? ('partly' as const) : ('untold' as const) };
  if (source.join) {
    if (fields.some((name) => values[name] === undefined)) return untold;
    const parts = fields.map((name) => String(values[name] ?? '').trim()).filter(Boolean);
    return { raw: parts.length > 0 ? parts.join(' ') : null, field: fields[0]! };
  }
  for (const name of fields) {
    const raw = values[name];
    if (raw === undefined) return untold;
    if (!isEmpty(raw)) return { raw, field: name };
  }
  return { raw: values[fields[0]!]!, field: fields[0]! };
}

/** An amount in the company's currency, at the rate of its day; `null` where the record does not tell enough. */
function convert(
  record: HostedRecord,
  amount: number,
  { source }: CompiledField,
  { time, rates }: CompanyRules,
): Reading<number> | null {
  const code = isCode(source.currency) ? source.currency! : record.values[source.currency!];
  const at = source.at === undefined ? time.dayOf(record.modifiedAt) : record.values[source.at];
  if (code === undefined || at === undefined) return null;
  const day = readValue(at, 'date', {}, time);
  if ('problem' in day) return day;
  // CRMs leave the currency empty where there is only one.
  const currency = isEmpty(code) ? rates.company : String(code);
  const value = rates.convert(
    amount,
    currency,
    typeof day.value === 'string' ? day.value : time.dayOf(record.modifiedAt),
  );
  if (value !== null) return { value };
  const message = `is in ${currency}, of which no rate of that day is known`;
  return { problem: { kind: 'no-rate', message, remedy: `give it under \`rates: { ${currency}: … }\`` } };
}

/** Every CRM field that one canon field rests on. */
export const inputsOf = (field: CompiledField, stages: readonly string[]): string[] => fieldsRead(field.source, stages);
