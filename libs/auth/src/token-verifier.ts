import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { parseRoleNames, principalOf, type ClaimNames } from './claims';
import { InvalidTokenError, IssuerUnreachableError } from './errors';
import { discover } from './discovery';
import type { Principal } from './principal';

/** Signatures that are accepted: asymmetric ones only. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

export interface VerifierSettings {
  issuer: string | undefined;
  audience: string;
  /** As configured: names of claims, and `NAME=ROLE` divided by commas. */
  claims: { roles: string; roleNames?: string | undefined; person: string };
}

/**
 * Verifies OIDC access tokens (JWT): signature by the issuer's published keys, issuer, audience and expiry. Keys are
 * fetched when first needed and again when a token names one that is not known.
 */
export class TokenVerifier {
  private keys: Promise<JWTVerifyGetKey> | null = null;

  private readonly claims: ClaimNames;

  /** @throws Error when the names of roles are not written as they must be */
  constructor(private readonly settings: VerifierSettings) {
    const { roles, roleNames, person } = settings.claims;
    this.claims = { roles, person, roleNames: roleNames === undefined ? null : parseRoleNames(roleNames) };
  }

  /**
   * @throws InvalidTokenError when the token is not good
   * @throws IssuerUnreachableError when that cannot be found out
   */
  async verify(token: string): Promise<Principal> {
    const { issuer, audience } = this.settings;
    if (!issuer) throw new IssuerUnreachableError('OIDC_ISSUER is not set: nobody can be recognised');
    const keys = await this.publishedKeys(issuer);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: 5,
        requiredClaims: ['sub', 'exp'],
      });
      return principalOf(payload, this.claims);
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
        throw new IssuerUnreachableError(`the keys of ${issuer} cannot be read`, { cause: error });
      }
      throw new InvalidTokenError(error instanceof errors.JWTExpired ? 'the token has expired' : 'not a valid token', {
        cause: error,
      });
    }
  }

  private publishedKeys(issuer: string): Promise<JWTVerifyGetKey> {
    this.keys ??= discover(issuer).then(
      ({ jwks_uri }) => createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: 5_000, cooldownDuration: 5_000 }),
      (error: unknown) => {
        this.keys = null; // tried again with the next token
        throw error;
      },
    );
    return this.keys;
  }
}
