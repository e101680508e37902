import { discover } from './discovery';
import { IssuerUnreachableError } from './errors';

export interface ServiceClient {
  issuer: string | undefined;
  audience: string;
  /** Scope to ask for; the audience when absent. */
  serviceScope?: string | undefined;
  /** Sent as they are, `name=value&name=value`. */
  requestParameters?: string | undefined;
  clientId: string | undefined;
  clientSecret: string | undefined;
}

/** Tokens a service gets for itself, by client credentials; kept until a minute before they expire. */
export class ServiceTokens {
  private current: { token: string; until: number } | null = null;
  private pending: Promise<string> | null = null;

  constructor(
    private readonly client: ServiceClient,
    private readonly now: () => number = () => performance.timeOrigin + performance.now(),
  ) {}

  /** @throws IssuerUnreachableError when the issuer does not answer or does not know the client */
  async token(): Promise<string> {
    if (this.current && this.now() < this.current.until) return this.current.token;
    this.pending ??= this.fetchToken().finally(() => (this.pending = null));
    return this.pending;
  }

  private async fetchToken(): Promise<string> {
    const { issuer, audience, serviceScope, requestParameters, clientId, clientSecret } = this.client;
    if (!issuer || !clientId || !clientSecret) {
      throw new IssuerUnreachableError('OIDC_ISSUER, SERVICE_CLIENT_ID and SERVICE_CLIENT_SECRET must be set');
    }
    const { token_endpoint } = await discover(issuer);
    const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
    const response = await fetch(token_endpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        ...Object.fromEntries(new URLSearchParams(requestParameters)),
        grant_type: 'client_credentials',
        scope: serviceScope ?? audience,
      }),
      signal: AbortSignal.timeout(5_000),
    }).catch((cause: unknown) => {
      throw new IssuerUnreachableError(`the issuer ${issuer} does not answer`, { cause });
    });
    if (!response.ok)
      throw new IssuerUnreachableError(`${issuer} gave no token to ${clientId}: ${await response.text()}`);
    const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
    this.current = { token: access_token, until: this.now() + (expires_in - 60) * 1_000 };
    return access_token;
  }
}
