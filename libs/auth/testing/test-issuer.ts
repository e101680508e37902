import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Principal, Role } from '../src/principal';

export interface TokenClaims {
  sub?: string;
  name?: string;
  roles?: Role[];
  personId?: string | null;
  /** Other than the issuer's own, to try refusals. */
  audience?: string;
  issuer?: string;
  /** Seconds from now; negative for a token that has expired. */
  expiresIn?: number;
}

export interface TestIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** Environment for `loadConfig`. */
  readonly environment: Record<string, string>;
  /** A signed access token. */
  token(claims?: TokenClaims): Promise<string>;
  close(): Promise<void>;
}

const AUDIENCE = 'salesagent';

/** A real issuer: a key pair, its published keys, discovery, and client credentials for any client. */
export async function testIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' };
  const sign = (claims: TokenClaims = {}): Promise<string> => {
    const now = Math.floor((performance.timeOrigin + performance.now()) / 1_000);
    return new SignJWT({
      name: claims.name ?? 'Vera Vance',
      roles: claims.roles ?? ['operations_vp'],
      person_id: claims.personId ?? null,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'test', typ: 'at+jwt' })
      .setSubject(claims.sub ?? 'operations')
      .setIssuer(claims.issuer ?? issuer)
      .setAudience(claims.audience ?? AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + (claims.expiresIn ?? 3_600))
      .sign(privateKey);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const documents: Record<string, () => unknown> = {
      '/.well-known/openid-configuration': () => ({
        issuer,
        jwks_uri: `${issuer}/jwks`,
        token_endpoint: `${issuer}/token`,
        authorization_endpoint: `${issuer}/auth`,
        device_authorization_endpoint: `${issuer}/device/auth`,
      }),
      '/jwks': () => ({ keys: [jwk] }),
      '/token': async () => ({
        access_token: await sign({ sub: clientOf(request), name: clientOf(request), roles: ['service'] }),
        token_type: 'Bearer',
        expires_in: 3_600,
      }),
    };
    const document = documents[new URL(request.url ?? '/', issuer).pathname];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ? await document() : {}));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    audience: AUDIENCE,
    environment: {
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: AUDIENCE,
      SERVICE_CLIENT_ID: 'test-service',
      SERVICE_CLIENT_SECRET: 'test-secret',
    },
    token: sign,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

function clientOf(request: IncomingMessage): string {
  const basic = (request.headers.authorization ?? '').replace(/^basic /i, '');
  return decodeURIComponent(Buffer.from(basic, 'base64').toString().split(':')[0] ?? '');
}

/** A principal with everything filled in; what matters to the test is given. */
export function aPrincipal(given: Partial<Principal> = {}): Principal {
  return { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null, teamIds: [], ...given };
}
