import { Client } from '@hubspot/api-client';
import type { Agent } from 'node:http';
import type { Timing } from '../hosted/port';
import { CrmForbidden } from '../hosted/errors';
import { failureOf, Refusal, Throttled, Unauthorized } from './failures';

/** How the adapter signs in: with a token that stays, or with one that is renewed every half hour. */
export type HubSpotCredentials =
  { privateAppToken: string } | { refreshToken: string; clientId: string; clientSecret: string };

/** Renewed this long before its end, so that no request leaves with a token that ends on the way. */
const EARLY_MS = 60_000;

/** Access tokens: the one that stays, or the present one of OAuth. Two callers never renew at the same time. */
export class AccessTokens {
  private token: { value: string; until: number } | undefined;
  private renewing: Promise<string> | undefined;

  constructor(
    private readonly credentials: HubSpotCredentials,
    private readonly basePath: string,
    private readonly agent: Agent,
    private readonly timing: Timing,
  ) {}

  /** Whether a token that is not accepted any more can be replaced without a person. */
  get renewable(): boolean {
    return 'refreshToken' in this.credentials;
  }

  async current(): Promise<string> {
    if ('privateAppToken' in this.credentials) return this.credentials.privateAppToken;
    if (this.token && this.token.until > this.timing.now().getTime()) return this.token.value;
    this.renewing ??= this.renew(this.credentials).finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /** This token was not accepted; unless another came meanwhile, the next is a new one. */
  reject(token: string): void {
    if (this.token?.value === token) this.token = undefined;
  }

  private async renew(oauth: Extract<HubSpotCredentials, { refreshToken: string }>): Promise<string> {
    const client = new Client({ basePath: this.basePath, httpAgent: this.agent, numberOfApiCallRetries: 0 });
    try {
      const answer = await client.oauth.tokensApi.create(
        'refresh_token',
        undefined,
        undefined,
        oauth.clientId,
        oauth.clientSecret,
        oauth.refreshToken,
      );
      const until = this.timing.now().getTime() + answer.expiresIn * 1_000 - EARLY_MS;
      this.token = { value: answer.accessToken, until };
      return answer.accessToken;
    } catch (thrown) {
      const failure = failureOf(thrown, false);
      if (failure instanceof Throttled) throw failure.surrender(this.timing.now());
      if (!(failure instanceof Refusal || failure instanceof Unauthorized)) throw failure;
      throw new CrmForbidden(
        `HubSpot does not renew the access token: ${failure.message}`,
        failure instanceof Refusal ? failure.code : 'INVALID_AUTHENTICATION',
        'install the app in the account anew and store the new refresh token',
        { cause: failure },
      );
    }
  }
}
