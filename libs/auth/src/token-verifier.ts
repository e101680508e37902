import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { InvalidTokenError, IssuerUnreachableError } from './errors';
import { discover } from './discovery';
import { isRole, type Principal } from './principal';

/** Signatures that are accepted: asymmetric ones only. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

/**
 * Verifies OIDC access tokens (JWT): signature by the issuer's published keys, issuer, audience and expiry. Keys are
 * fetched when first needed and again when a token names one that is not known.
 */
export class TokenVerifier {
  private keys: Promise<JWTVerifyGetKey> | null = null;

  constructor(private readonly settings: { issuer: string | undefined; audience: string }) {}

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
      return principalOf(payload);
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

function principalOf(payload: JWTPayload): Principal {
  const roles = Array.isArray(payload['roles']) ? payload['roles'].filter(isRole) : [];
  const personId = payload['person_id'];
  return {
    sub: payload.sub ?? '',
    name: typeof payload['name'] === 'string' ? payload['name'] : (payload.sub ?? ''),
    roles,
    personId: typeof personId === 'string' && personId !== '' ? personId : null,
    teamIds: [],
  };
}
