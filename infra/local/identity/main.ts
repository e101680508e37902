import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Provider } from 'oidc-provider';
import { accessToken, identityKeys, type IdentityKeys } from './keys';
import { signInPage } from './pages';
import { OPERATOR, People } from './people';
import { localProvider } from './provider';
import { IdentityState } from './state';

const AUDIENCE = 'salesagent';
const OPERATOR_SECONDS = 12 * 3_600;
const RENEW_EVERY = 6 * 3_600 * 1_000;

/** The local OpenID provider, a process of its own; start tells it everything by its environment. */
async function main(): Promise<void> {
  const home = required('SALESAGENT_HOME');
  const issuer = required('OIDC_ISSUER');
  const company = process.env['COMPANY_NAME'] ?? 'Sales agent';
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
  const keys = await identityKeys(join(home, 'keys', 'identity.json'));
  const state = new IdentityState(join(home, 'identity-state.json'));
  const ownToken = () => {
    const self = { id: 'identity', name: 'identity', roles: ['service' as const], personId: null, note: '' };
    return accessToken(keys, self, { issuer, audience: AUDIENCE, seconds: 300 });
  };
  const people = new People(required('GATEWAY_URL'), ownToken);
  const provider = localProvider({
    issuer,
    audience: AUDIENCE,
    consoleUrl: required('CONSOLE_URL'),
    serviceSecrets: JSON.parse(required('SERVICE_CLIENT_SECRETS')) as Record<string, string>,
    consumerSecrets: JSON.parse(required('CONSUMER_CLIENT_SECRETS')) as Record<string, string>,
    keys,
    state,
    people,
  });
  await writeOperatorToken(home, keys, issuer);
  setInterval(() => void writeOperatorToken(home, keys, issuer), RENEW_EVERY).unref();

  const oidc = provider.callback();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', issuer).pathname;
    if (path === '/health/ready') return void response.writeHead(200).end('{"status":"ok"}');
    if (!path.startsWith('/interaction/')) return void oidc(request, response);
    interaction(provider, people, company, request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(`Sign-in did not work: ${message}`);
    });
  });
  server.listen(Number(new URL(issuer).port), '127.0.0.1');
  const end = () => {
    state.save();
    process.exit(0);
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, end);
}

/** Shows who can sign in, and signs in whom the person chose. */
async function interaction(
  provider: Provider,
  people: People,
  company: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method === 'POST') {
    const accountId = new URLSearchParams(await bodyOf(request)).get('account') ?? '';
    if (!(await people.find(accountId))) throw new Error('nobody of that name; go back and choose from the list');
    await provider.interactionFinished(request, response, { login: { accountId, remember: true } });
    return;
  }
  const html = signInPage(`/interaction/${uid}`, await people.all(), company);
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(html);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > 10_000) throw new Error('the form is too large');
  }
  return body;
}

/** The token the command line finds; readable by the operator only. */
async function writeOperatorToken(home: string, keys: IdentityKeys, issuer: string): Promise<void> {
  const token = await accessToken(keys, OPERATOR, { issuer, audience: AUDIENCE, seconds: OPERATOR_SECONDS });
  const file = join(home, 'operator-token');
  writeFileSync(`${file}.partial`, `${token}\n`, { mode: 0o600 });
  renameSync(`${file}.partial`, file);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; npm start gives it`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
