import * as openid from 'openid-client';
import { CliError, EXIT } from './exit-codes';
import type { SavedLogin } from './token';

/** What the console says about signing in from a command line. */
export interface SignInInfo {
  issuer: string;
  clientId: string;
  scope: string;
  /** Sent with every request for a token. */
  parameters: Record<string, string>;
}

/** The device flow: shows a code, waits until the person has entered it in a browser. */
export async function deviceLogin(
  info: SignInInfo,
  show: (address: string, code: string) => void,
  now: () => number,
): Promise<SavedLogin> {
  const configuration = await discover(info);
  try {
    const device = await openid.initiateDeviceAuthorization(configuration, {
      ...info.parameters,
      scope: info.scope,
    });
    show(device.verification_uri_complete ?? device.verification_uri, device.user_code);
    return toLogin(info, await openid.pollDeviceAuthorizationGrant(configuration, device, info.parameters), null, now);
  } catch (error) {
    const said = (error as { error_description?: string }).error_description ?? (error as Error).message;
    throw new CliError(
      EXIT.notPermitted,
      `Signing in did not work: ${said}`,
      'Run `salesagent login` again.',
      'not-signed-in',
    );
  }
}

/** A new access token for a saved sign-in; null when the issuer has ended it. */
export async function renewLogin(login: SavedLogin, now: () => number): Promise<SavedLogin | null> {
  const configuration = await discover(login);
  try {
    const tokens = await openid.refreshTokenGrant(configuration, login.refreshToken ?? '');
    return toLogin(login, tokens, login.refreshToken, now);
  } catch {
    return null;
  }
}

function toLogin(
  info: { issuer: string; clientId: string },
  tokens: { access_token: string; refresh_token?: string; expiresIn(): number | undefined },
  former: string | null,
  now: () => number,
): SavedLogin {
  return {
    issuer: info.issuer,
    clientId: info.clientId,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? former,
    expiresAt: Math.floor(now() / 1_000) + (tokens.expiresIn() ?? 300),
  };
}

async function discover({ issuer, clientId }: { issuer: string; clientId: string }): Promise<openid.Configuration> {
  const url = new URL(issuer);
  const local = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  try {
    return await openid.discovery(url, clientId, undefined, openid.None(), {
      execute: local ? [openid.allowInsecureRequests] : [],
      timeout: 10,
    });
  } catch {
    throw new CliError(
      EXIT.notReachable,
      `The sign-in service at ${issuer} does not answer.`,
      'Run `salesagent status`; start the stack with `npm start`.',
      'service-down',
    );
  }
}
