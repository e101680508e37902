import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { OAuth2 } from 'jsforce';
import type { Timing } from '../hosted/port';
import { CrmForbidden, CrmUnavailable } from '../hosted/errors';
import { ConnectionLost, type OneAttemptTransport } from './transport';

export type SalesforceCredentials =
  | {
      /** OAuth 2.0 JWT bearer flow: no secret is exchanged, the app knows our certificate. */
      kind: 'jwt';
      clientId: string;
      username: string;
      /** PEM, the key of the certificate that was given to the app. */
      privateKey: string;
      /** `https://login.salesforce.com`, `https://test.salesforce.com` for a sandbox, or the site's URL. */
      audience?: string;
    }
  | { kind: 'refresh-token'; clientId: string; clientSecret?: string; refreshToken: string };

export interface Token {
  accessToken: string;
  instanceUrl: string;
  /** The signed-in user's id. */
  userId: string;
}

const GRANT_JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Salesforce accepts an assertion for at most five minutes. */
const ASSERTION_SECONDS = 180;

/** @throws CrmForbidden with a remedy when Salesforce refuses, CrmUnavailable when it does not answer */
export async function signIn(
  credentials: SalesforceCredentials,
  loginUrl: string,
  transport: OneAttemptTransport,
  timing: Timing,
): Promise<Token> {
  const oauth2 = new OAuth2(
    credentials.kind === 'jwt'
      ? { loginUrl }
      : {
          loginUrl,
          clientId: credentials.clientId,
          ...(credentials.clientSecret ? { clientSecret: credentials.clientSecret } : {}),
        },
  );
  // jsforce gives the error without the status, which alone tells a refusal from a server that is down.
  let status = 0;
  oauth2._transport = transport.watched((response) => (status = response.statusCode));
  try {
    const answer =
      credentials.kind === 'jwt'
        ? await oauth2.requestToken({ grant_type: GRANT_JWT, assertion: assertion(credentials, timing) })
        : await oauth2.refreshToken(credentials.refreshToken);
    if (!answer?.access_token || !answer.id) {
      throw new CrmUnavailable('Signing in to Salesforce gave no token; is the login URL right?', 5000, false);
    }
    const userId = answer.id.split('/').at(-1) ?? '';
    return { accessToken: answer.access_token, instanceUrl: answer.instance_url, userId };
  } catch (error) {
    throw signInError(error, credentials, status);
  }
}

function assertion(credentials: SalesforceCredentials & { kind: 'jwt' }, timing: Timing): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'RS256' })}.${part({
    iss: credentials.clientId,
    sub: credentials.username,
    aud: credentials.audience ?? 'https://login.salesforce.com',
    exp: Math.floor(timing.now().getTime() / 1000) + ASSERTION_SECONDS,
  })}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey(credentials.privateKey)).toString('base64url')}`;
}

function privateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new CrmForbidden(
      'The private key for Salesforce cannot be read',
      'INVALID_PRIVATE_KEY',
      'give the PEM text of the key that belongs to the certificate in the app',
      { cause },
    );
  }
}

/** What the descriptions in "OAuth 2.0 Authorization Errors" mean for whoever has to mend it. */
const REMEDIES: readonly [pattern: RegExp, remedy: string][] = [
  [
    /hasn't approved this consumer/i,
    'in the app\'s policies set "Admin approved users are pre-authorized" and assign the permission set of the integration user to the app',
  ],
  [
    /audience is invalid/i,
    'set the audience to https://login.salesforce.com, or https://test.salesforce.com for a sandbox',
  ],
  [
    /expired authorization code/i,
    "compare this machine's clock with the time in UTC: the assertion was already expired when it arrived",
  ],
  [
    /invalid assertion/i,
    'upload the certificate that belongs to the private key under "Use digital signatures" of the app',
  ],
  [
    /expired access\/refresh token/i,
    'sign in once more through the web server flow and store the new refresh token; check the refresh token policy of the app',
  ],
  [
    /client identifier invalid/i,
    'copy the consumer key again from the app; a new app needs up to ten minutes until it is known',
  ],
  [/client credentials|client secret/i, 'copy the consumer secret again from the app'],
  [/inactive|locked/i, 'activate or unlock the integration user in Setup → Users'],
  [
    /ip restricted|ip address/i,
    'relax the IP restrictions of the app or add the address of this system to the trusted ranges',
  ],
];

function signInError(error: unknown, credentials: SalesforceCredentials, status: number): Error {
  if (error instanceof CrmForbidden || error instanceof CrmUnavailable) return error;
  if (error instanceof ConnectionLost) {
    return new CrmUnavailable(`Signing in: ${error.message}`, 5000, false, { cause: error });
  }
  const { name: code, message } = error as Error;
  if (status >= 500 || status === 429) {
    return new CrmUnavailable(`Signing in to Salesforce failed for now (${status})`, 5000, false, { cause: error });
  }
  const remedy = REMEDIES.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1];
  return new CrmForbidden(
    `Salesforce refuses the sign-in by ${credentials.kind === 'jwt' ? `JWT for ${credentials.username}` : 'refresh token'}: ${message}`,
    code,
    remedy ?? 'look at Setup → Login History of the integration user, where Salesforce tells the reason',
    { cause: error },
  );
}
