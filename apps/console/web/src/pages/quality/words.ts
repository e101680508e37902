import { fieldInWords } from '../../format/field';

const TYPES: Record<string, [one: string, many: string] | undefined> = {
  person: ['colleague', 'colleagues'],
  opportunity: ['deal', 'deals'],
  activity: ['activity', 'activities'],
};

/** `opportunity` → `deals`: records of a type as a page calls them. */
export function recordsInWords(type: string, n = 2): string {
  const [one, many] = TYPES[type] ?? [type, `${type}s`];
  return n === 1 ? one : many;
}

/** `Deals` */
export function typeInWords(type: string): string {
  const words = recordsInWords(type);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A field within a sentence: `closedAt` → `closed at`, `crmStage` → `CRM stage`. */
const fieldInSentence = (field: string): string => inSentence(fieldInWords(field));

/** Words that began a line, within one; abbreviations stay as they are. */
export const inSentence = (words: string): string =>
  /^[A-Z][A-Z]/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);

/** `closedAt lies before createdAt` → `Closed at lies before created at`. */
export function complaintInWords(what: string, field: string | null): string {
  const words =
    field && what.startsWith(`${field} `)
      ? fieldInWords(field) + what.slice(field.length)
      : what.charAt(0).toUpperCase() + what.slice(1);
  return words.replace(/\b[a-z]+[A-Z]\w*/g, fieldInSentence);
}

/** The four parts of a score, each as what is right about a record. */
export const PARTS = [
  { part: 'completeness', head: 'Complete', means: 'values that agents read and that are there' },
  { part: 'possible', head: 'Possible', means: 'records without anything that cannot be' },
  { part: 'fresh', head: 'Fresh', means: 'records that are not old news' },
  { part: 'distinct', head: 'Distinct', means: 'records that are not there twice' },
] as const;
