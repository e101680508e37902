import * as openid from 'openid-client';
import type { Clock } from '@salesagent/platform';
import { problem } from '../http/problem';
import type { Session } from './cookies';

export interface IssuerSettings {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  scope: string;
  /** Sent with every request for a token, `name=value&name=value`. */
  requestParameters: string | undefined;
  redirectUri: string;
}

interface Tokens {
  access_token: string;
  refresh_token?: string;
  expiresIn(): number | undefined;
}

/** How long an access token is taken to hold when the issuer does not say. */
const DEFAULT_SECONDS = 300;

/** The OIDC issuer as the console uses it: authorization code with PKCE, refresh, end of session. */
export class Issuer {
  private discovered: Promise<openid.Configuration> | null = null;

  constructor(
    private readonly settings: IssuerSettings,
    private readonly clock: Clock,
  ) {}

  /** Where to send the browser, and what to remember until it returns. */
  async begin(): Promise<{ url: URL; state: string; nonce: string; codeVerifier: string }> {
    const configuration = await this.configuration();
    const [state, nonce, codeVerifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
    const url = openid.buildAuthorizationUrl(configuration, {
      ...this.moreParameters(),
      redirect_uri: this.settings.redirectUri,
      scope: this.settings.scope,
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return { url, state, nonce, codeVerifier };
  }

  /** @throws ProblemError when the issuer refused or the answer is not to our question */
  async finish(query: string, pending: { state: string; nonce: string; codeVerifier: string }): Promise<Session> {
    const configuration = await this.configuration();
    const answer = new URL(this.settings.redirectUri);
    answer.search = query;
    try {
      const expected = { expectedState: pending.state, expectedNonce: pending.nonce, idTokenExpected: true };
      const checks = { ...expected, pkceCodeVerifier: pending.codeVerifier };
      const tokens = await openid.authorizationCodeGrant(configuration, answer, checks, this.moreParameters());
      return this.toSession(tokens, null);
    } catch (error) {
      const reason = (error as { error_description?: string }).error_description ?? (error as Error).message;
      throw problem(401, 'not-signed-in', `Signing in did not work: ${reason}`, {
        remedy: 'Try again at /auth/login.',
      });
    }
  }

  /** A new access token for a session; null when the issuer ended it. */
  async refresh(refreshToken: string): Promise<Session | null> {
    const configuration = await this.configuration();
    try {
      const tokens = await openid.refreshTokenGrant(configuration, refreshToken, this.moreParameters());
      return this.toSession(tokens, refreshToken);
    } catch (error) {
      if (error instanceof openid.ResponseBodyError) return null;
      throw unreachable(this.settings.issuer, error);
    }
  }

  private moreParameters(): Record<string, string> {
    return Object.fromEntries(new URLSearchParams(this.settings.requestParameters));
  }

  async endSessionUrl(returnTo: string): Promise<URL | null> {
    const configuration = await this.configuration().catch(() => null);
    if (!configuration?.serverMetadata().end_session_endpoint) return null;
    return openid.buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo });
  }

  async endpoints(): Promise<{ device: string | null; token: string }> {
    const metadata = (await this.configuration()).serverMetadata();
    return { device: metadata.device_authorization_endpoint ?? null, token: metadata.token_endpoint ?? '' };
  }

  /** The issuer's own description, fetched once; a failure is not remembered, so the next request tries again. */
  private configuration(): Promise<openid.Configuration> {
    this.discovered ??= this.discover().catch((error: unknown) => {
      this.discovered = null;
      throw unreachable(this.settings.issuer, error);
    });
    return this.discovered;
  }

  private discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const url = new URL(issuer);
    const local = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
    return openid.discovery(
      url,
      clientId,
      undefined,
      clientSecret ? openid.ClientSecretBasic(clientSecret) : openid.None(),
      { timeout: 10, execute: local ? [openid.allowInsecureRequests] : [] },
    );
  }

  private toSession(tokens: Tokens, formerRefreshToken: string | null): Session {
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? formerRefreshToken,
      expiresAt: Math.floor(this.clock.now().getTime() / 1000) + (tokens.expiresIn() ?? DEFAULT_SECONDS),
    };
  }
}

function unreachable(issuer: string, error: unknown): Error {
  if ((error as Error).name === 'ProblemError') return error as Error;
  return problem(503, 'service-down', `The sign-in service at ${issuer} does not answer.`, {
    service: 'sign-in',
    remedy: 'Run `salesagent status`; OIDC_ISSUER must name a running OIDC issuer.',
  });
}
