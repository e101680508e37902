import type { Sealed } from '@salesagent/canon/events';

/** Plain personal text on its way into an event: sealed for its subject before it is appended. */
export interface Personal {
  personal: 1;
  subject: string;
  value: string;
  /** The people the text speaks of, `contact/C1`: erasing one of them closes it. */
  about: readonly string[];
}

/** Marks text that must not be stored in the clear: `personal('text/contact/C1', draft, ['contact/C1'])`. */
export function personal(subject: string, value: string, about: readonly string[]): Personal {
  return { personal: 1, subject, value, about };
}

function isPersonal(value: unknown): value is Personal {
  return typeof value === 'object' && value !== null && (value as { personal?: unknown }).personal === 1;
}

/** The part of libs/sealing an agent needs to write. */
export interface Seals {
  sealMany(items: { subject: string; eventId: string; value: string; about: readonly string[] }[]): Promise<Sealed[]>;
}

/** Every marked text in a JSON value. */
export function personalIn(value: unknown): Personal[] {
  if (isPersonal(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(personalIn);
}

/** The value with every marked text replaced by the next sealed one. */
export function withSealed(value: unknown, sealed: Iterator<Sealed>): unknown {
  if (isPersonal(value)) {
    const next = sealed.next();
    if (next.done) throw new Error('fewer sealed values than marked texts');
    return next.value;
  }
  if (Array.isArray(value)) return value.map((v) => withSealed(v, sealed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withSealed(v, sealed)]));
}

/** Every string in a JSON value, marked texts included. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (isPersonal(value)) return [value.value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
