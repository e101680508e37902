import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

interface Person {
  sub: string;
  name: string;
  roles: string[];
  personId: string | null;
}

export interface SignInIssuer {
  readonly issuer: string;
  /** Who signs in at the next visit of a browser. */
  person: Person;
  /** Seconds an access token holds. */
  accessSeconds: number;
  token(person: Person, seconds?: number): Promise<string>;
  close(): Promise<void>;
}

const now = (): number => Math.floor((performance.timeOrigin + performance.now()) / 1_000);

/**
 * An OpenID issuer over real HTTP that signs in whoever `person` is, without asking: authorization code with PKCE
 * (checked), rotating refresh tokens, device flow (approved at once).
 */
export async function signInIssuer(): Promise<SignInIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' };
  const codes = new Map<string, { challenge: string; nonce: string; person: Person; clientId: string }>();
  const refreshTokens = new Map<string, { person: Person; clientId: string }>();
  const sign = (claims: Record<string, unknown>, sub: string, audience: string, seconds: number): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setSubject(sub)
      .setIssuer(self.issuer)
      .setAudience(audience)
      .setIssuedAt(now())
      .setExpirationTime(now() + seconds)
      .sign(privateKey);
  const claims = ({ name, roles, personId }: Person) => ({ name, roles, person_id: personId });
  const self: SignInIssuer = {
    issuer: '',
    person: { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null },
    accessSeconds: 3_600,
    token: (person, seconds = 3_600) => sign(claims(person), person.sub, 'salesagent', seconds),
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };

  const tokens = async (person: Person, clientId: string, nonce?: string) => {
    const refresh = randomUUID();
    refreshTokens.set(refresh, { person, clientId });
    return {
      access_token: await sign(claims(person), person.sub, 'salesagent', self.accessSeconds),
      refresh_token: refresh,
      id_token: await sign({ ...claims(person), ...(nonce ? { nonce } : {}) }, person.sub, clientId, 3_600),
      token_type: 'Bearer',
      expires_in: self.accessSeconds,
    };
  };

  const answerToken = async (form: URLSearchParams): Promise<object | null> => {
    if (form.get('grant_type') === 'refresh_token') {
      const known = refreshTokens.get(form.get('refresh_token') ?? '');
      refreshTokens.delete(form.get('refresh_token') ?? '');
      return known ? tokens(known.person, known.clientId) : null;
    }
    if (form.get('grant_type') === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      return code && code.challenge === challenge ? tokens(code.person, code.clientId, code.nonce) : null;
    }
    return form.get('device_code') === 'device' ? tokens(self.person, 'salesagent-cli') : null;
  };

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', self.issuer);
      const json = (status: number, body: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      switch (url.pathname) {
        case '/.well-known/openid-configuration':
          return json(200, {
            issuer: self.issuer,
            authorization_endpoint: `${self.issuer}/auth`,
            token_endpoint: `${self.issuer}/token`,
            device_authorization_endpoint: `${self.issuer}/device`,
            jwks_uri: `${self.issuer}/jwks`,
            id_token_signing_alg_values_supported: ['ES256'],
            code_challenge_methods_supported: ['S256'],
          });
        case '/jwks':
          return json(200, { keys: [jwk] });
        case '/auth': {
          const code = randomUUID();
          codes.set(code, {
            challenge: url.searchParams.get('code_challenge') ?? '',
            nonce: url.searchParams.get('nonce') ?? '',
            clientId: url.searchParams.get('client_id') ?? '',
            person: self.person,
          });
          const back = new URL(url.searchParams.get('redirect_uri') ?? '');
          back.searchParams.set('code', code);
          back.searchParams.set('state', url.searchParams.get('state') ?? '');
          response.writeHead(303, { location: back.href }).end();
          return;
        }
        case '/device':
          return json(200, {
            device_code: 'device',
            user_code: 'ABCD-EFGH',
            verification_uri: `${self.issuer}/enter`,
            expires_in: 60,
            interval: 1,
          });
        case '/token': {
          const granted = await answerToken(new URLSearchParams(await bodyOf(request)));
          return granted ? json(200, granted) : json(400, { error: 'invalid_grant' });
        }
        default:
          return json(404, {});
      }
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  Object.assign(self, { issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  return self;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
