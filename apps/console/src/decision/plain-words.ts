import { problem } from '../http/problem';
import type { PeopleAround } from './people-around';

/**
 * Holds words that stay in the clear for good to naming nobody: an erasure could not take them back.
 * @throws ProblemError 400 that says whom they name, and what to write instead
 */
export function mustNameNobody(what: string, texts: readonly string[], people: PeopleAround): void {
  const named = texts.flatMap((text) => people.named(text))[0];
  if (!named) return;
  throw problem(400, 'names-a-person', `${what} names ${named.name}, and is kept for good, also after an erasure.`, {
    remedy: 'Say it without name, address or number: “the buyer”, “their legal department”, “a colleague”.',
  });
}
