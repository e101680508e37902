import { createHash, randomBytes } from 'node:crypto';
import type { RunningStack } from './running-stack';

interface Discovery {
  authorization_endpoint: string;
  token_endpoint: string;
}

/**
 * A person's access token, by the whole code flow with PKCE at the real provider: what the browser does, without one.
 *
 * @param account id on the sign-in page: `operations`, or `person:` and the id of a person of the company
 */
export async function signIn({ record, consoleUrl }: RunningStack, account: string): Promise<string> {
  const { issuer } = record();
  const discovery = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Discovery;
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = `${consoleUrl}/auth/callback`;
  const ask = new URL(discovery.authorization_endpoint);
  ask.search = new URLSearchParams({
    client_id: 'salesagent-console',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile salesagent',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();

  const browser = new Cookies();
  const page = await browser.go(ask.href, undefined, (url) => url.pathname.startsWith('/interaction/'));
  await browser.read(page);
  const back = await browser.go(page.href, { account }, (url) => url.href.startsWith(redirectUri));
  const code = back.searchParams.get('code');
  if (!code) throw new Error(`no code for ${account}: ${back.search}`);
  const answer = await fetch(discovery.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'salesagent-console',
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (!token) throw new Error(`no token for ${account}: the provider answered ${answer.status}`);
  return token;
}

/**
 * The `Cookie` header of a person's session in the console, got as a browser gets it.
 *
 * @param account as in {@link signIn}
 */
export async function signInByBrowser({ consoleUrl }: RunningStack, account: string): Promise<string> {
  const browser = new Cookies();
  const page = await browser.go(`${consoleUrl}/auth/login`, undefined, (url) =>
    url.pathname.startsWith('/interaction/'),
  );
  await browser.read(page);
  await browser.go(page.href, { account }, (url) => url.origin === consoleUrl && url.pathname === '/');
  const session = browser.starting('salesagent_session_');
  if (!session) throw new Error(`no session for ${account}`);
  return session;
}

/** Follows redirects by hand, as far as asked, keeping cookies. */
class Cookies {
  private readonly jar = new Map<string, string>();

  async go(from: string, form: Record<string, string> | undefined, until: (url: URL) => boolean): Promise<URL> {
    let response = await this.request(from, form);
    for (let hops = 0; hops < 10; hops += 1) {
      const location = response.headers.get('location');
      if (!location) throw new Error(`the sign-in stopped with ${response.status}: ${await response.text()}`);
      const url = new URL(location, response.url);
      if (until(url)) return url;
      response = await this.request(url.href);
    }
    throw new Error('the sign-in went in circles');
  }

  /** As `name=value`. */
  starting(prefix: string): string | undefined {
    const found = [...this.jar].find(([name]) => name.startsWith(prefix));
    return found?.join('=');
  }

  async read(url: URL): Promise<string> {
    return (await this.request(url.href)).text();
  }

  private async request(url: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      this.jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }
}
