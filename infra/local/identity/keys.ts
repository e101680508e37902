import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import type { Account } from './people';

/** What the provider signs with: a key pair, and secrets of its cookies. Kept in one file of mode 0600. */
export interface IdentityKeys {
  jwks: { keys: JWK[] };
  cookieKeys: string[];
}

export async function identityKeys(file: string): Promise<IdentityKeys> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as IdentityKeys;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'ES256', use: 'sig' };
  const keys: IdentityKeys = { jwks: { keys: [jwk] }, cookieKeys: [randomBytes(32).toString('base64url')] };
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600, flag: 'wx' });
  return keys;
}

/** An access token of the same form as those the provider gives out. */
export async function accessToken(
  { jwks }: IdentityKeys,
  account: Account,
  { issuer, audience, seconds }: { issuer: string; audience: string; seconds: number },
): Promise<string> {
  const [jwk] = jwks.keys;
  if (!jwk?.kid) throw new Error('the local provider has no signing key');
  return new SignJWT({ name: account.name, roles: account.roles, person_id: account.personId, scope: audience })
    .setProtectedHeader({ alg: 'ES256', kid: jwk.kid, typ: 'at+jwt' })
    .setSubject(account.id)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${seconds} s`)
    .setJti(randomBytes(16).toString('base64url'))
    .sign(await importJWK(jwk, 'ES256'));
}
