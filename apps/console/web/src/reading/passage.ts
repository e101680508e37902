import { fieldInWords } from '../format/field';

/** A template with its slots as a person reads them: `{{productName}}` is ‹product name›. */
export function withNamedSlots(text: string): string {
  return text.replace(/\{\{(\w+)(?:, if any)?\}\}/g, (_, slot: string) => `‹${fieldInWords(slot).toLowerCase()}›`);
}

/** The page of a section, or of a passage in it: `4-progression/deal-risk#pushed`. */
export function playbookLink(id: string): string {
  const [section = '', passage] = id.split('#');
  return `/playbook/${section}${passage ? `#${passage}` : ''}`;
}

/** The name of a passage inside its section: `pushed`. */
export const slugIn = (passageId: string): string => passageId.slice(passageId.indexOf('#') + 1);
