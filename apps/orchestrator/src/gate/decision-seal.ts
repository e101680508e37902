import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { sha256Canonical, type SealFlaw } from '@salesagent/governance';
import type { RecordedDecision } from './recorded-decisions';

/** A decision as it was taken, or what is wrong with what the log holds; neither where it holds nothing. */
export type Examined =
  { decision: RecordedDecision; flaw: null } | { decision: null; flaw: SealFlaw } | { decision: null; flaw: null };

/**
 * Marks decisions as taken here. The log is in a database that has an owner; what is written or altered there by hand
 * lacks the mark and is worth nothing. The key follows from the one that signs permits, which only this service may read.
 * A seal is `{key id}.{HMAC}`, in hex; the first ones were the HMAC alone.
 */
export class DecisionSeal {
  private key: { id: string; secret: Buffer } | null = null;

  /** @param file private JWK that signs permits */
  constructor(private readonly file: string) {}

  /** The seal of a decision by the key of now. */
  of(decision: Omit<RecordedDecision, 'seal'>): string {
    return `${this.current().id}.${this.code(decision)}`;
  }

  /** The decision, if it is as it was taken, else why it is not. */
  examine(decision: RecordedDecision | null): Examined {
    if (decision === null) return { decision: null, flaw: null };
    const { seal } = decision;
    if (seal === undefined) return { decision: null, flaw: UNSEALED };
    const [code, keyId] = String(seal).split('.').reverse();
    if (keyId !== undefined && keyId !== this.current().id) return { decision: null, flaw: OTHER_KEY };
    const expected = Buffer.from(this.code(decision), 'hex');
    const given = Buffer.from(code ?? '', 'hex');
    const same = given.length === expected.length && timingSafeEqual(given, expected);
    return same ? { decision, flaw: null } : { decision: null, flaw: ALTERED };
  }

  /** HMAC-SHA256, in hex, over the canonical JSON of everything else that a decision says. */
  private code(decision: Omit<RecordedDecision, 'seal'>): string {
    const { seal: _, ...said } = decision as RecordedDecision;
    // As the log will hold it: what is undefined is not written.
    const written: unknown = JSON.parse(JSON.stringify(said));
    return createHmac('sha256', this.current().secret).update(sha256Canonical(written)).digest('hex');
  }

  private current(): { id: string; secret: Buffer } {
    if (this.key === null) {
      const { d } = JSON.parse(readFileSync(this.file, 'utf8')) as JWK;
      if (!d) throw new Error(`${this.file} holds no private key`);
      const follows = (purpose: string, bytes: number): Buffer =>
        Buffer.from(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', purpose, bytes));
      this.key = {
        id: follows('salesagent decision seal id', 8).toString('hex'),
        secret: follows('salesagent decision seal', 32),
      };
    }
    return this.key;
  }
}

const UNSEALED: SealFlaw = {
  code: 'unsealed',
  message: 'the decision bears no seal: it was taken before decisions were sealed, or the seal was removed',
};
const OTHER_KEY: SealFlaw = {
  code: 'other-key',
  message: 'the decision was sealed before the permit key was changed, or names a key that never was',
};
const ALTERED: SealFlaw = {
  code: 'altered',
  message: 'the decision in the log is not as it was taken',
};
