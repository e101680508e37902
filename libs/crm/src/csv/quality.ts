import type { RecordType } from '@salesagent/canon/sales';
import type { ImportRecord } from './records';
import type { Findings } from './report';
import { normaliseKey } from './recognise';

/** Words that industries are called by in most CRMs; used only to notice a near miss, never to repair one. */
const INDUSTRIES = [
  ...['technology', 'software', 'medical', 'healthcare', 'retail', 'finance', 'financial services', 'marketing'],
  ...['employment', 'entertainment', 'services', 'telecommunications', 'manufacturing', 'logistics', 'transportation'],
  ...['education', 'energy', 'utilities', 'insurance', 'banking', 'construction', 'agriculture', 'hospitality'],
  ...['government', 'pharmaceuticals', 'automotive', 'aerospace', 'media', 'real estate', 'consulting', 'food'],
];

const COUNTRIES = countryNames();

function countryNames(): string[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((a) => letters.map((b) => a + b));
  return codes.flatMap((code) => names.of(code) ?? []).map((name) => name.toLowerCase());
}

/** Dirt that is seen only over all records of a type. */
export function inspect(records: ReadonlyMap<RecordType, ImportRecord[]>, asOf: string, findings: Findings): void {
  const accounts = records.get('account') ?? [];
  misspellings(accounts, 'industry', INDUSTRIES, findings);
  misspellings(accounts, 'country', COUNTRIES, findings);
  misspellings(records.get('contact') ?? [], 'country', COUNTRIES, findings);
  duplicates(accounts, (f) => f['name'], 'name', findings);
  duplicates(records.get('contact') ?? [], (f) => f['email'] ?? f['name'], 'email or name', findings);
  const deals = records.get('opportunity') ?? [];
  missing(deals, (f) => !f['outcome'] && !f['accountId'], 'accountId', 'open deals without an account', findings);
  missing(deals, (f) => !f['outcome'] && !f['ownerId'], 'ownerId', 'open deals without an owner', findings);
  missing(deals, (f) => !!f['outcome'] && !f['closedAt'], 'closedAt', 'closed deals without a close date', findings);
  const undated = (f: ImportRecord['fields']) => !f['engagedAt'] && !f['createdAt'];
  missing(deals, undated, 'engagedAt', 'deals without a date of creation or engagement', findings);
  closedAhead(deals, asOf, findings);
  negativeValues(deals, findings);
  for (const { fields, file, line } of deals) {
    const expected = fields['expectedCloseDate'];
    if (fields['outcome'] || typeof expected !== 'string' || expected >= asOf) continue;
    findings.add({
      kind: 'overdue-close-date',
      file,
      row: line,
      column: 'expectedCloseDate',
      message: `open deals whose expected close lies before ${asOf}`,
      remedy: 'close them or agree a new date with the buyer',
    });
  }
}

/** A close date after the export's own day: a typing error, or a stage set too early. */
function closedAhead(deals: ImportRecord[], asOf: string, findings: Findings): void {
  for (const { fields, file, line } of deals) {
    const closed = fields['closedAt'];
    if (!fields['outcome'] || typeof closed !== 'string' || closed.slice(0, 10) <= asOf) continue;
    findings.add({
      kind: 'future-close-date',
      file,
      row: line,
      column: 'closedAt',
      message: `closed deals whose close date lies after ${asOf}, the newest past event: they count as open until then`,
      remedy: 'correct the close date or the stage in the CRM',
    });
  }
}

/** Values that no sum may hold. */
function negativeValues(deals: ImportRecord[], findings: Findings): void {
  for (const { fields, file, line } of deals) {
    const { amount } = fields;
    if (typeof amount !== 'number' || amount >= 0) continue;
    const message = 'deals with a value below 0: it is taken as not known and is in no sum';
    const remedy = 'correct the value in the CRM; a credit note is not a deal';
    findings.add({ kind: 'negative-value', file, row: line, column: 'amount', message, remedy });
  }
}

function missing(
  records: ImportRecord[],
  isMissing: (fields: ImportRecord['fields']) => boolean,
  column: string,
  message: string,
  findings: Findings,
): void {
  for (const { fields, file, line } of records) {
    if (!isMissing(fields)) continue;
    const remedy = 'fill it in the CRM; until then these are shown as unknown';
    findings.add({ kind: 'missing-value', file, row: line, column, message, remedy });
  }
}

function misspellings(records: ImportRecord[], field: string, known: readonly string[], findings: Findings): void {
  const words = new Set(known);
  const verdicts = new Map<string, string | null>();
  for (const { fields, file, line } of records) {
    const value = fields[field];
    if (typeof value !== 'string') continue;
    let near = verdicts.get(value);
    if (near === undefined) verdicts.set(value, (near = nearMiss(value.toLowerCase(), words)));
    if (near === null) continue;
    findings.add({
      kind: 'likely-misspelling',
      file,
      row: line,
      column: field,
      value,
      message: `"${value}" looks like "${near}"`,
      remedy: `repair it under \`values:\` in the mapping file, or in the CRM`,
    });
  }
}

/** A known word one or two edits away (one for short words); `null` for known words and for strangers. */
export function nearMiss(value: string, words: ReadonlySet<string>): string | null {
  if (words.has(value) || value.length < 5) return null;
  const allowed = value.length < 8 ? 1 : 2;
  for (const word of words) if (word.length >= 5 && editDistance(value, word, allowed) <= allowed) return word;
  return null;
}

/** Levenshtein distance, given up (as `limit + 1`) once it must exceed `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(change, previous[j]! + 1, current[j - 1]! + 1));
    }
    if (Math.min(...current) > limit) return limit + 1;
    previous = current;
  }
  return previous[b.length]!;
}

const LEGAL_FORMS = /\b(inc|llc|ltd|gmbh|corp|corporation|co|plc|ag|sa|bv)\b/g;

function duplicates(
  records: ImportRecord[],
  key: (fields: ImportRecord['fields']) => unknown,
  column: string,
  findings: Findings,
): void {
  const seen = new Set<string>();
  for (const { fields, file, line } of records) {
    const value = key(fields);
    if (typeof value !== 'string') continue;
    const squeezed = normaliseKey(value)
      .replace(LEGAL_FORMS, '')
      .replace(/[^\p{L}\p{N}@]/gu, '');
    if (seen.has(squeezed)) {
      findings.add({
        kind: 'possible-duplicate',
        file,
        row: line,
        column,
        message: `records whose ${column} another record has, too`,
        remedy: 'merge them in the CRM if they are the same',
      });
    }
    seen.add(squeezed);
  }
}
