import { randomUUID } from 'node:crypto';
import { ApiError, invalid, notFound, type Answer } from './answers';

/** "Access tokens expire after 30 minutes" (OAuth, https://developers.hubspot.com/docs/api/working-with-oauth). */
const TOKEN_SECONDS = 1_800;

export interface SignInOptions {
  appId: string;
  scopes: readonly string[];
  privateAppToken?: string;
  oauth?: { clientId: string; clientSecret: string; refreshToken: string };
}

/** The account's own id, as all answers about it tell. */
export const PORTAL_ID = 62_515;

/** Tokens of one app in one account. */
export class SignIn {
  private readonly issued = new Map<string, number>();
  /** How often a token was renewed. */
  renewals = 0;

  constructor(
    readonly options: SignInOptions,
    private readonly now: () => number,
  ) {}

  /** @throws ApiError 401 */
  authenticate(authorization: string | undefined): void {
    const token = authorization?.replace(/^Bearer /, '');
    if (token !== undefined && token === this.options.privateAppToken) return;
    const until = this.issued.get(token ?? '');
    if (until === undefined)
      throw new ApiError(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found or invalid.');
    if (until <= this.now())
      throw new ApiError(401, 'EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired.');
  }

  /** Ends all tokens that renew, as time would. */
  expire(): void {
    for (const token of this.issued.keys()) this.issued.set(token, 0);
  }

  /** Whether the app was given one of these scopes. @throws ApiError 403 */
  authorize(needed: readonly string[]): void {
    if (needed.some((scope) => this.options.scopes.includes(scope))) return;
    throw new ApiError(403, 'MISSING_SCOPES', "This app hasn't been granted all required scopes to make this call.", {
      errors: [
        {
          message: `One or more of the following scopes are required.`,
          context: { requiredGranularScopes: [...needed] },
        },
      ],
    });
  }

  /** `POST /oauth/v1/token` (OAuth tokens, https://developers.hubspot.com/docs/api/oauth/tokens). */
  renew(form: Record<string, unknown>): Answer {
    const { oauth } = this.options;
    if (form.grant_type !== 'refresh_token') throw invalid('grant_type must be refresh_token');
    const good =
      oauth &&
      form.client_id === oauth.clientId &&
      form.client_secret === oauth.clientSecret &&
      form.refresh_token === oauth.refreshToken;
    if (!good) throw new ApiError(400, 'BAD_REFRESH_TOKEN', 'missing or invalid refresh token');
    const access_token = `oauth-${randomUUID()}`;
    this.issued.set(access_token, this.now() + TOKEN_SECONDS * 1_000);
    this.renewals += 1;
    return {
      status: 200,
      body: { access_token, refresh_token: oauth.refreshToken, expires_in: TOKEN_SECONDS, token_type: 'bearer' },
    };
  }

  /** `GET /oauth/v1/access-tokens/{token}` (the same page). */
  describe(token: string): Answer {
    const until = this.issued.get(token);
    if (until === undefined || until <= this.now()) throw notFound('The access token is expired or invalid');
    const { appId, scopes } = this.options;
    const expires_in = Math.floor((until - this.now()) / 1_000);
    return {
      status: 200,
      body: { token, hub_id: PORTAL_ID, app_id: Number(appId), user_id: 123, token_type: 'access', scopes, expires_in },
    };
  }

  /** `POST /oauth/v2/private-apps/get/access-token-info` (Private apps, https://developers.hubspot.com/docs/api/private-apps). */
  describePrivate(body: Record<string, unknown>): Answer {
    if (body.tokenKey !== this.options.privateAppToken) throw notFound('The token is unknown');
    const { appId, scopes } = this.options;
    return { status: 200, body: { userId: 123, hubId: PORTAL_ID, appId: Number(appId), scopes } };
  }
}
