import type { Mentions } from './mentions';

/** Somebody whom a text may name. */
export interface Somebody {
  /** `contact/ID` or `person/ID`. */
  ref: string;
  mentions: Mentions;
}

/**
 * Whom a text about one account names: its contacts even by first name, for there are few of them, and our own people
 * in full. The one rule for what is sealed of the CRM's texts and of what people type into proposals.
 */
export function namedIn<Contact extends Somebody, Colleague extends Somebody>(
  text: string,
  contacts: readonly Contact[],
  colleagues: readonly Colleague[],
): (Contact | Colleague)[] {
  return [
    ...contacts.filter(({ mentions }) => mentions.inPart(text)),
    ...colleagues.filter(({ mentions }) => mentions.in(text)),
  ];
}
