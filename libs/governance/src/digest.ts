import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Change } from '@salesagent/canon/sales';

/** What a decision is about, and nothing else: another title or reason is the same change. */
export interface Digestible {
  action: string;
  subject: string;
  change: Change;
}

/** sha256, in hex, of the canonical JSON (RFC 8785) of action, subject and change. */
export function proposalDigest({ action, subject, change }: Digestible): string {
  return sha256Canonical({ action, subject, change });
}

/** sha256, in hex, of the canonical JSON (RFC 8785) of any JSON value. */
export function sha256Canonical(value: unknown): string {
  const canonical = canonicalize(value);
  if (canonical === undefined) throw new TypeError('Only a JSON value has a digest');
  return createHash('sha256').update(canonical).digest('hex');
}
