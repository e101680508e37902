import { sha256Canonical } from '@salesagent/governance';

/** A text that an action reads, by the record it stands in: edited it is another, in another record too. */
export interface SourceText {
  /** `activity/N1` */
  record: string;
  text: string;
}

/** What a proposal suggests, and everything that was there to be read when it did. */
export interface ReadProposal {
  /** Names of what it suggests, each by itself: `economicBuyer`. */
  parts: readonly string[];
  /** Hashes of texts (`sourceHash`). */
  sources: readonly string[];
}

const DIGITS = 20;

/** Of one text in its record; white space aside, since nobody reads that anew. */
export const sourceHash = ({ record, text }: SourceText): string =>
  sha256Canonical([record, text.replace(/\s+/gu, ' ').trim()]).slice(0, DIGITS);

/**
 * What people turned down of one action about one subject: part → the texts that were there to be read. They are not asked
 * the same again out of any of them; a text that is new or was edited since is none of them.
 */
export class TurnedDown {
  constructor(private readonly parts: ReadonlyMap<string, ReadonlySet<string>> = new Map()) {}

  has(part: string, source: SourceText): boolean {
    return this.parts.get(part)?.has(sourceHash(source)) ?? false;
  }
}
