import { claimsIn, EVERYTHING, type Checking, type Claim } from './claims';
import type { Ground } from './ground';
import { plainText } from './plain';
import { withoutSentences } from './removal';
import { sentencesOf } from './sentences';

export type Verdict =
  | {
      kept: true;
      /** As it may be shown: in the form that was checked, without what was removed. */
      text: string;
      /** Each claim of the text with what it traces to. */
      claims: (Claim & { from: string })[];
      removed: { sentence: string; because: string }[];
    }
  | {
      kept: false;
      /** Names each claim that nothing stands behind. */
      reason: string;
      untraced: Claim[];
    };

export interface Verifying {
  checking?: Checking;
  /** What the text must still say once a sentence has been removed; without it no sentence is removed at all. */
  mustHold?: readonly string[];
  /** Claims that were found otherwise to have nothing behind them, by their sentences. */
  more?: readonly Claim[];
}

/**
 * Each claim of a text traces to a fact or a passage, else its sentence is removed where the text stays whole without it,
 * else the text is refused with the reason that names the claim.
 */
export function verifyText(raw: string, ground: Ground, options: Verifying = {}): Verdict {
  const { checking = EVERYTHING, mustHold, more = [] } = options;
  const text = plainText(raw);
  const claims = [...claimsIn(text, ground, checking), ...more];
  const untraced = claims.filter((claim) => claim.from === null);
  if (untraced.length === 0) return { kept: true, text, claims: traced(claims), removed: [] };
  const refused: Verdict = { kept: false, reason: reasonOf(untraced), untraced };
  if (!mustHold) return refused;
  const sentences = sentencesOf(text);
  // A claim whose sentence is not one of the text cannot be taken out of it.
  if (untraced.some((claim) => !sentences.some((s) => s.text === claim.sentence))) return refused;
  const gone = new Set(sentences.filter((s) => untraced.some((claim) => claim.sentence === s.text)));
  const rest = withoutSentences(text, sentences, gone);
  if (rest === null || mustHold.some((part) => !rest.includes(part))) return refused;
  const again = claimsIn(rest, ground, checking);
  if (again.some((claim) => claim.from === null)) return refused;
  const removed = [...gone].map(({ text: sentence }) => ({
    sentence,
    because: reasonOf(untraced.filter((claim) => claim.sentence === sentence)),
  }));
  return { kept: true, text: rest, claims: traced(again), removed };
}

/** `no fact or passage stands behind number “12”, promise “we guarantee”` */
export function reasonOf(untraced: readonly Pick<Claim, 'kind' | 'claim' | 'promise'>[]): string {
  const named = untraced.map(({ kind, claim, promise }) => `${promise ? `${promise} (promise)` : kind} “${claim}”`);
  return `no fact or passage stands behind ${[...new Set(named)].join(', ')}`;
}

const traced = (claims: readonly Claim[]) => claims.filter((c): c is Claim & { from: string } => c.from !== null);
