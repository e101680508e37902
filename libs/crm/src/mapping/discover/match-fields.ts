import { RECORDS, type FieldKind, type RecordType } from '@salesagent/canon/sales';
import { NAMES } from '../../csv/vocabulary';
import type { FieldDescription, HostedFieldType, HostedRecord, HostedValue } from '../../hosted/port';
import { targetSpec, wordsOf } from '../canon-words';
import { CompanyTime } from '../company-time';
import { isEmpty, readValue } from '../read-value';
import { isTechnical, normalName } from './names';
import { STANDARD_FIELDS } from './standard-fields';

export type Confidence = 'high' | 'medium' | 'low';

/** A CRM field that may be a canon field. */
export interface Candidate {
  canon: string;
  field: FieldDescription;
  confidence: Confidence;
  why: string;
  /** The better the smaller, among those of one confidence. */
  rank: number;
}

const FITTING: Readonly<Record<FieldKind, readonly HostedFieldType[]>> = {
  text: ['text', 'long-text', 'choice', 'choices', 'email', 'phone', 'url', 'reference', 'other', 'number'],
  ref: ['reference', 'text', 'other', 'number'],
  number: ['number', 'money', 'percent', 'choice', 'boolean'],
  money: ['money', 'number'],
  date: ['date', 'instant'],
  instant: ['instant', 'date'],
  boolean: ['boolean', 'choice'],
  'text[]': ['choices', 'text', 'long-text'],
  json: ['long-text', 'text'],
};

/** Every canon field that a CRM field of this object could be, each with the reason. */
export function candidatesFor(
  type: RecordType,
  fields: readonly FieldDescription[],
  values: (field: string) => readonly HostedValue[],
): Candidate[] {
  const standard = Object.entries(STANDARD_FIELDS[type]);
  return fields.flatMap((field) => {
    if (isTechnical(field.name) && !standard.some(([, names]) => names.includes(normalName(field.name)))) return [];
    const found = byName(type, field) ?? byOptions(type, field);
    return found ? [grade(type, found, values(field.name))].filter((c) => c !== null) : [];
  });
}

type Found = Omit<Candidate, 'confidence'> & { confidence: Confidence };

function byName(type: RecordType, field: FieldDescription): Found | null {
  const [name, label] = [normalName(field.name), normalName(field.label)];
  for (const [canon, names] of Object.entries(STANDARD_FIELDS[type])) {
    const rank = names.indexOf(name);
    if (rank >= 0 && !field.custom) return { canon, field, rank, confidence: 'high', why: 'standard field' };
  }
  const letter = type === 'opportunity' ? LETTERS_BY_NAME.get(name) : undefined;
  if (letter) return { canon: letter, field, rank: 5, confidence: 'high', why: 'named after the letter' };
  const usual = NAMES.get(type)!;
  const ofName = usual.get(name);
  if (ofName && refers(type, ofName, field)) {
    return { canon: ofName, field, rank: 10, confidence: 'medium', why: `named like ${ofName}` };
  }
  const ofLabel = usual.get(label);
  if (ofLabel && refers(type, ofLabel, field)) {
    return { canon: ofLabel, field, rank: 20, confidence: 'medium', why: `labelled "${field.label}"` };
  }
  const part = field.custom ? partOf(type, field) : null;
  return part === null ? null : { canon: part, field, rank: 30, confidence: 'low', why: `its name holds "${part}"` };
}

/** A field canon has; a company's name in a text is no reference to it. */
const refers = (type: RecordType, canon: string, field: FieldDescription): boolean => {
  const spec = targetSpec(type, canon);
  return spec !== undefined && (spec.kind !== 'ref' || field.type === 'reference');
};

/** `Customer_Segment__c` may be the segment: a word of its name is a canon field of more than a few letters. */
function partOf(type: RecordType, field: FieldDescription): string | null {
  const words = field.name
    .replace(/_{1,2}c$/, '')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const whole = words.join('');
  const names = [...Object.keys(RECORDS[type]), ...MEDDICC_PARTS.filter((p) => targetSpec(type, p))];
  return (
    names.find((canon) => {
      const bare = canon
        .replace(/^meddicc\./, '')
        .replace(/(Id|At)$/, '')
        .toLowerCase();
      return bare.length >= 6 && refers(type, canon, field) && (words.includes(bare) || whole.endsWith(bare));
    }) ?? null
  );
}

const MEDDICC_PARTS = [
  ...['economicBuyer', 'decisionCriteria', 'decisionProcess', 'identifyPain', 'champion', 'competition', 'metrics'],
].map((letter) => `meddicc.${letter}`);

/** `meddicc_champion` and `MEDDICC_Champion__c`: what `crm fields` makes, and what no other field is called. */
const LETTERS_BY_NAME = new Map(MEDDICC_PARTS.map((part) => [part.replace('.', '').toLowerCase(), part]));

/** A picklist whose every value is a word of one closed list, whatever it is called. */
function byOptions(type: RecordType, field: FieldDescription): Found | null {
  if (field.options.length < 2) return null;
  for (const canon of Object.keys(RECORDS[type])) {
    const words = wordsOf(type, canon)?.map((w) => w.toLowerCase());
    if (!words || canon === 'subStage') continue;
    if (field.options.every((o) => words.includes(o.value.toLowerCase()))) {
      return { canon, field, rank: 25, confidence: 'medium', why: `its values are those of ${canon}` };
    }
  }
  return null;
}

const LOWER: Readonly<Record<Confidence, Confidence>> = { high: 'medium', medium: 'low', low: 'low' };
const UTC = new CompanyTime('UTC');

/** Type and sample values speak for or against a name; `null` where most values say something else. */
function grade(type: RecordType, found: Found, samples: readonly HostedValue[]): Candidate | null {
  const { kind } = targetSpec(type, found.canon)!;
  const filled = samples.filter((v) => !isEmpty(v));
  const fits = FITTING[kind].includes(found.field.type);
  // A word list gives numbers and booleans their values later.
  const translated = kind === 'text' || found.field.options.length > 0 || found.field.type === 'boolean';
  const read = translated ? filled.length : filled.filter((v) => 'value' in readValue(v, kind, {}, UTC)).length;
  if (filled.length > 0 && read < filled.length / 2) return null;
  const proof = filled.length === 0 ? 'empty in every sample' : `${read} of ${filled.length} samples fit`;
  const why = [found.why, fits ? `type ${found.field.type}` : `but of type ${found.field.type}`, proof].join(', ');
  return { ...found, confidence: fits ? found.confidence : LOWER[found.confidence], why };
}

export function samplesOf(records: readonly HostedRecord[], field: string): HostedValue[] {
  return records.flatMap((r) => (r.values[field] === undefined ? [] : [r.values[field]]));
}
