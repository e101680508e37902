import type { JsonWebKey } from 'node:crypto';
import { isSignedBy, type SignedHead } from './head';
import type { AuditLink, ChainContinued } from './link';
import type { AuditProblem, AuditVerification, RecordedBreak } from './verification';

interface Known extends SignedHead {
  /** Hash of the chain's link of that number, once it has been read. */
  onChain: boolean | null;
}

type Summary = Pick<AuditVerification, 'headsOnChain' | 'signedUpTo' | 'keys' | 'breaks'>;

/**
 * Signed heads held against the chain. A head that is not on it says that the chain was replaced or went back in time;
 * only a link that a person had recorded for exactly this break explains it.
 */
export class HeadsOnChain {
  private readonly heads: Known[] = [];
  private readonly bySeq = new Map<number, Known[]>();
  private readonly continuations: { link: AuditLink; data: ChainContinued }[] = [];
  private company = '';
  private trusted: readonly JsonWebKey[];

  constructor(
    private readonly given: readonly JsonWebKey[],
    private readonly found: (problem: Omit<AuditProblem, 'line'>) => void,
  ) {
    this.trusted = given;
  }

  begin(company: string, publicKey: JsonWebKey | null): void {
    this.company = company;
    if (this.given.length === 0 && publicKey !== null) this.trusted = [publicKey];
  }

  /** A head, in the order in which they were signed; before the links. */
  add(head: SignedHead): void {
    const { seq } = head;
    if (this.bySeq.get(seq)?.some((known) => known.signature === head.signature)) return;
    const named = `The head over link ${seq}, signed at ${head.at},`;
    const signed = isSignedBy(this.trusted, head);
    if (signed === null) {
      const message = `${named} cannot be checked: the key ${head.key.slice(0, 16)}… is not among those given.`;
      this.found({ code: 'head-unknown-key', seq, message });
      return;
    }
    if (!signed) {
      this.found({ code: 'head-forged', seq, message: `${named} was changed or forged: its signature is not good.` });
      return;
    }
    if (head.company !== this.company) {
      this.found({ code: 'head-of-another-chain', seq, message: `${named} is of the company ${head.company}.` });
      return;
    }
    const known = { ...head, onChain: null };
    this.heads.push(known);
    this.bySeq.set(seq, [...(this.bySeq.get(seq) ?? []), known]);
  }

  link({ seq, hash }: AuditLink): void {
    for (const head of this.bySeq.get(seq) ?? []) head.onChain = head.hash === hash;
  }

  continued(link: AuditLink, data: ChainContinued): void {
    this.continuations.push({ link, data });
  }

  /** @param end where the chain ends, and whether that is known to be its end */
  end({ seq: last, whole }: { seq: number; whole: boolean }): Summary {
    const breaks = this.continuations.map(({ link, data }) => this.explained(link, data));
    const explained = new Set(breaks.flatMap(({ covered }) => covered));
    for (const head of this.heads) {
      if (head.onChain === true || explained.has(head)) continue;
      if (head.onChain === null && !whole) continue; // the file was cut, which is said already
      this.found(astray(head, last));
    }
    if (this.heads.length === 0 && last > 0) {
      const message =
        'There is no signed head: the chain is whole in itself, but whoever owns the database could write another.';
      this.found({ code: 'no-heads', seq: null, message });
    }
    const good = this.heads.filter(({ onChain }) => onChain === true);
    const newest = good.reduce<Known | null>((a, b) => (a === null || b.seq > a.seq ? b : a), null);
    return {
      headsOnChain: good.length,
      signedUpTo: newest && { seq: newest.seq, at: newest.at },
      keys: [...new Set(this.heads.map(({ key }) => key))],
      breaks: breaks.map(({ covered: _covered, ...rest }) => rest),
    };
  }

  /** The heads that a recorded break stands for: those signed up to the one it names, after the last that is common. */
  private explained(link: AuditLink, { lastHead, lastCommonHead, by, reason }: ChainContinued) {
    const upTo = this.heads.findIndex(({ seq, hash }) => seq === lastHead.seq && hash === lastHead.hash);
    const after = lastCommonHead?.seq ?? 0;
    const covered = this.heads.slice(0, upTo + 1).filter(({ seq, onChain }) => seq > after && onChain !== true);
    const { seq, recordedAt } = link;
    return { seq, by, reason, recordedAt, after, heads: covered.length, covered } satisfies RecordedBreak & {
      covered: Known[];
    };
  }
}

function astray({ seq, at, onChain }: Known, last: number): Omit<AuditProblem, 'line'> {
  if (onChain === null && seq > last) {
    return {
      code: 'head-ahead',
      seq,
      message:
        `A head signed at ${at} over link ${seq} is ahead of the chain, which ends at link ${last}: the database was put ` +
        'back to an earlier state, or the end of the chain was removed.',
    };
  }
  return {
    code: 'head-not-on-chain',
    seq,
    message:
      `The head signed at ${at} over link ${seq} is not on the chain: the chain was written anew after that, or the ` +
      'database was put back to an earlier state and went on from there.',
  };
}
