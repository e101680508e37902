import { createPublicKey, randomUUID, verify, type KeyObject } from 'node:crypto';
import type { FakeRequest, FakeResponse } from '../hosted/fake-http';

export interface ConnectedApp {
  clientId: string;
  clientSecret?: string;
  /** PEM of the certificate's public key, for the JWT bearer flow. */
  publicKey?: string;
  /** Users whose permission set or profile admits them ("Admin approved users are pre-authorized"). */
  preAuthorized: readonly string[];
}

export interface SignInUser {
  id: string;
  username: string;
  active: boolean;
}

const GRANT_JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

function refused(error: string, description: string): FakeResponse {
  return { status: 400, body: { error, error_description: description } };
}

/**
 * `POST /services/oauth2/token`. Salesforce Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration" and
 * "OAuth 2.0 Refresh Token Flow for Renewed Sessions"; error texts from "OAuth 2.0 Authorization Errors".
 */
export class SignIn {
  /** Access token → user id. */
  private readonly sessions = new Map<string, string>();
  private readonly refreshTokens = new Map<string, string>();
  /** How many tokens were given. */
  granted = 0;

  constructor(
    private readonly app: ConnectedApp,
    private readonly users: readonly SignInUser[],
    private readonly audience: string,
    private readonly now: () => Date,
    private readonly orgId: string,
  ) {}

  /** As after a person went through the web server flow. */
  refreshTokenFor(userId: string): string {
    const token = `5Aep${randomUUID()}`;
    this.refreshTokens.set(token, userId);
    return token;
  }

  revokeRefreshTokens(): void {
    this.refreshTokens.clear();
  }

  expireSessions(): void {
    this.sessions.clear();
  }

  expire(token: string): void {
    this.sessions.delete(token);
  }

  userOf(request: FakeRequest): string | undefined {
    return this.sessions.get(bearer(request));
  }

  token(request: FakeRequest, instanceUrl: string): FakeResponse {
    const form = new URLSearchParams(request.body);
    switch (form.get('grant_type')) {
      case GRANT_JWT:
        return this.byAssertion(form.get('assertion') ?? '', instanceUrl);
      case 'refresh_token':
        return this.byRefreshToken(form, instanceUrl);
      default:
        return refused('unsupported_grant_type', 'grant type not supported');
    }
  }

  private byAssertion(assertion: string, instanceUrl: string): FakeResponse {
    const claims = this.verified(assertion);
    if (!claims) return refused('invalid_grant', 'invalid assertion');
    if (claims.iss !== this.app.clientId) return refused('invalid_client_id', 'client identifier invalid');
    if (claims.aud !== this.audience) return refused('invalid_grant', 'audience is invalid');
    const now = this.now().getTime() / 1000;
    if (typeof claims.exp !== 'number' || claims.exp <= now)
      return refused('invalid_grant', 'expired authorization code');
    const user = this.users.find(({ username }) => username === claims.sub);
    if (!user || !this.app.preAuthorized.includes(user.username)) {
      return refused('invalid_grant', "user hasn't approved this consumer");
    }
    return this.granting(user, instanceUrl);
  }

  private verified(assertion: string): { iss?: string; sub?: string; aud?: string; exp?: number } | null {
    const [head, body, signature] = assertion.split('.');
    if (!head || !body || !signature || !this.app.publicKey) return null;
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg?: string };
    if (header.alg !== 'RS256') return null;
    const key: KeyObject = createPublicKey(this.app.publicKey);
    const genuine = verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
    return genuine ? (JSON.parse(Buffer.from(body, 'base64url').toString()) as object) : null;
  }

  private byRefreshToken(form: URLSearchParams, instanceUrl: string): FakeResponse {
    if (form.get('client_id') !== this.app.clientId) return refused('invalid_client_id', 'client identifier invalid');
    if (this.app.clientSecret && form.get('client_secret') !== this.app.clientSecret) {
      return refused('invalid_client', 'invalid client credentials');
    }
    const userId = this.refreshTokens.get(form.get('refresh_token') ?? '');
    const user = this.users.find(({ id }) => id === userId);
    if (!user) return refused('invalid_grant', 'expired access/refresh token');
    return this.granting(user, instanceUrl);
  }

  private granting(user: SignInUser, instanceUrl: string): FakeResponse {
    if (!user.active) return refused('inactive_user', 'user is inactive');
    const token = `${this.orgId}!${randomUUID()}`;
    this.sessions.set(token, user.id);
    this.granted += 1;
    return {
      status: 200,
      body: {
        access_token: token,
        scope: 'api',
        instance_url: instanceUrl,
        id: `${this.audience}/id/${this.orgId}/${user.id}`,
        token_type: 'Bearer',
      },
    };
  }
}

/** The session id of a request; the streaming API takes it after `OAuth` too. */
export function bearer(request: FakeRequest): string {
  return (request.headers['authorization'] ?? '').replace(/^(Bearer|OAuth)\s+/i, '');
}
