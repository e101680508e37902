/** Something that is not as it was signed or written. */
export interface AuditProblem {
  code:
    | 'unreadable-line'
    | 'not-an-export'
    | 'file-cut'
    | 'link-changed'
    | 'link-missing'
    | 'chain-broken'
    | 'row-changed'
    | 'row-missing'
    | 'row-unlinked'
    | 'head-forged'
    | 'head-unknown-key'
    | 'head-of-another-chain'
    | 'head-ahead'
    | 'head-not-on-chain'
    | 'no-heads';
  /** Link it is about, where it is about one. */
  seq: number | null;
  /** Line of the export, from 1. */
  line: number | null;
  message: string;
}

/** A break that a person recorded: heads up to `lastHead` lead nowhere, and why. */
export interface RecordedBreak {
  /** Link that records it. */
  seq: number;
  by: string;
  reason: string;
  recordedAt: string;
  /** Last link that both sides of the break have, as far as heads were signed. */
  after: number;
  /** How many signed heads lead nowhere because of it. */
  heads: number;
}

export interface AuditVerification {
  company: string | null;
  /** True when nothing is wrong. */
  valid: boolean;
  links: number;
  /** Heads whose signature is good and that are on the chain. */
  headsOnChain: number;
  /** The newest of those; links after it are chained, but not yet signed for. */
  signedUpTo: { seq: number; at: string } | null;
  /** Ids (RFC 7638, hex) of the keys that signed. */
  keys: string[];
  /** Whether the keys were given by whoever asked, and not only by the export itself. */
  keysGiven: boolean;
  breaks: RecordedBreak[];
  problems: AuditProblem[];
}
