import { readFileSync } from 'node:fs';
import { importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Tier } from '@salesagent/canon/sales';

/** What a permit says; gateway checks every word of it. */
export interface PermitClaims {
  permitId: string;
  actionId: string;
  digest: string;
  killEpoch: number;
  tier: Tier;
  /** Version of the newest fact people own on the subject; `null` where none is known. */
  recordVersion: number | null;
  by: string;
}

/** How long a permit is good for, in seconds. */
export const PERMIT_SECONDS = 30;

export type SignPermit = (claims: PermitClaims, at: Date) => Promise<string>;

/** Signs permits as EdDSA JWS with the private JWK of `file`, which only orchestrator may read. */
export function permitSigner(file: string): SignPermit {
  let key: Promise<CryptoKey | Uint8Array> | null = null;
  return async (claims, at) => {
    key ??= importJWK(JSON.parse(readFileSync(file, 'utf8')) as JWK, 'EdDSA');
    const issuedAt = Math.floor(at.getTime() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'permit+jwt' })
      .setIssuer('orchestrator')
      .setAudience('gateway')
      .setJti(claims.permitId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + PERMIT_SECONDS)
      .sign(await key);
  };
}
