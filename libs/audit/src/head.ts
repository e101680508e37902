import { createPrivateKey, createPublicKey, sign, verify, type JsonWebKey } from 'node:crypto';
import canonicalize from 'canonicalize';
import { sha256Canonical } from '@salesagent/governance';

/** Where the chain stood at a time. */
export interface Head {
  company: string;
  seq: number;
  /** Hash of the link `seq`. */
  hash: string;
  /** Real time of the signature, ISO 8601. */
  at: string;
}

export interface SignedHead extends Head {
  /** {@link keyIdOf} the key that signed. */
  key: string;
  /** Ed25519 over the canonical JSON of {@link Head}, base64url. */
  signature: string;
}

/** The public half of an Ed25519 JWK. @throws when it is something else */
export function publicKeyOf(jwk: JsonWebKey): JsonWebKey {
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || typeof jwk.x !== 'string')
    throw new Error('The key of the audit chain is to be an Ed25519 JWK ({"kty":"OKP","crv":"Ed25519","x":…}).');
  return { kty: jwk.kty, crv: jwk.crv, x: jwk.x };
}

/** Thumbprint of a key as RFC 7638 has it, in hex. @throws like {@link publicKeyOf} */
export function keyIdOf(jwk: JsonWebKey): string {
  return sha256Canonical(publicKeyOf(jwk));
}

export function signHead(head: Head, privateKey: JsonWebKey): SignedHead {
  const signature = sign(null, bytesOf(head), createPrivateKey({ key: privateKey, format: 'jwk' }));
  return { ...head, key: keyIdOf(privateKey), signature: signature.toString('base64url') };
}

/** Whether the key that the head names signed it; null when that key is not among `keys`. */
export function isSignedBy(keys: readonly JsonWebKey[], { key, signature, ...head }: SignedHead): boolean | null {
  const jwk = keys.find((candidate) => keyIdOf(candidate) === key);
  if (!jwk) return null;
  const publicKey = createPublicKey({ key: publicKeyOf(jwk), format: 'jwk' });
  return verify(null, bytesOf(head), publicKey, Buffer.from(signature, 'base64url'));
}

function bytesOf({ company, seq, hash, at }: Head): Buffer {
  return Buffer.from(canonicalize({ company, seq, hash, at }) ?? '');
}
