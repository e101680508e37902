import { defused } from './defused';
import type { Pseudonyms } from './pseudonyms';
import { withoutSecrets } from './secrets';

/**
 * A JSON value as a model may be shown it: every text without secrets, without people unless the prompt needs them,
 * and unable to pass for anything but data. Marked personal texts are shown by their words, likewise.
 * @param people null where the prompt declares that it needs the names themselves
 */
export function shownToModel(value: unknown, people: Pseudonyms | null): unknown {
  if (typeof value === 'string') {
    const text = defused(withoutSecrets(value));
    return people ? people.hide(text) : text;
  }
  if (Array.isArray(value)) return value.map((item) => shownToModel(item, people));
  if (typeof value !== 'object' || value === null) return value;
  if ((value as { personal?: unknown }).personal === 1) {
    return shownToModel((value as { value: unknown }).value, people);
  }
  // The key is ours: it is the name of a fact in code.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shownToModel(item, people)]));
}
