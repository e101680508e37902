import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { sha256Canonical } from '@salesagent/governance';
import type { RecordedDecision } from './recorded-decisions';

/**
 * Marks decisions as taken here. The log is in a database that has an owner; what is written or altered there by hand
 * lacks the mark and is worth nothing. The key follows from the one that signs permits, which only this service may read.
 */
export class DecisionSeal {
  private key: Buffer | null = null;

  /** @param file private JWK that signs permits */
  constructor(private readonly file: string) {}

  /** HMAC-SHA256, in hex, over the canonical JSON of everything else that a decision says. */
  of(decision: Omit<RecordedDecision, 'seal'>): string {
    const { seal: _, ...said } = decision as RecordedDecision;
    // As the log will hold it: what is undefined is not written.
    const written: unknown = JSON.parse(JSON.stringify(said));
    return createHmac('sha256', this.secret()).update(sha256Canonical(written)).digest('hex');
  }

  /** The decision, if it is as it was taken; null for none and for one that was made up or altered. */
  genuine(decision: RecordedDecision | null): RecordedDecision | null {
    if (decision === null || typeof decision.seal !== 'string') return null;
    const expected = Buffer.from(this.of(decision), 'hex');
    const given = Buffer.from(decision.seal, 'hex');
    return given.length === expected.length && timingSafeEqual(given, expected) ? decision : null;
  }

  private secret(): Buffer {
    if (this.key === null) {
      const { d } = JSON.parse(readFileSync(this.file, 'utf8')) as JWK;
      if (!d) throw new Error(`${this.file} holds no private key`);
      this.key = Buffer.from(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', 'salesagent decision seal', 32));
    }
    return this.key;
  }
}
