import { stringsIn } from '../personal';
import { claimsIn, EVERYTHING, type Checking, type Claim } from './claims';
import type { Ground } from './ground';

/** Something a text claims that is in no fact and no passage. */
export type Untraced = Omit<Claim, 'from' | 'sentence'>;

/**
 * Every claim of a text that traces to no ground. An empty answer means the text may be shown. It errs on the side of
 * refusing: what it cannot trace is named, and the author adds the fact.
 */
export function untraced(text: string, ground: Ground, checking: Checking = EVERYTHING): Untraced[] {
  return claimsIn(text, ground, checking)
    .filter((claim) => claim.from === null)
    .map(({ from: _, sentence: __, ...claim }) => claim);
}

/** All texts of a JSON value, checked. */
export function untracedIn(value: unknown, ground: Ground, checking: Checking = EVERYTHING): Untraced[] {
  return stringsIn(value).flatMap((text) => untraced(text, ground, checking));
}
