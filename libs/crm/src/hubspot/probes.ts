import { Client } from '@hubspot/api-client';
import { CrmForbidden } from '../hosted/errors';
import type { Probe } from '../hosted/port';
import type { HubSpotConnection } from './connection';
import { Refusal } from './failures';

/** Objects that records are created in, each needing the key property and these scopes. */
export interface Needs {
  objects: readonly string[];
  keyProperty: string;
  /** Our app as it is configured: without it our own writes are nobody's. */
  appId?: string;
  webhooks?: { appId: string; developerApiKey: string; targetUrl: string };
}

/** Five minutes is what a webhook's time stamp may differ; a fifth of it is already worth a warning. */
const SKEW_WARNING_MS = 60_000;

/** What `crm doctor` tells of HubSpot. */
export async function probe(connection: HubSpotConnection, basePath: string, needs: Needs): Promise<Probe[]> {
  const probes = await signInProbes(connection, needs);
  for (const object of needs.objects) probes.push(await keyProperty(connection, object, needs.keyProperty));
  probes.push(limits(connection), skew(connection));
  probes.push(needs.webhooks ? await webhooks(basePath, needs.webhooks) : webhooksByHand());
  return probes;
}

/** What the token itself tells: its scopes, and which app it is of. */
async function signInProbes(connection: HubSpotConnection, { objects, appId }: Needs): Promise<Probe[]> {
  try {
    const token = await tokenInfo(connection, await connection.tokens.current());
    return [scopes(objects, token.scopes), ownWrites(appId, token.appId)];
  } catch (thrown) {
    return [refusedProbe(SCOPES, thrown, 'store the token of the app anew'), ownWrites(appId, undefined)];
  }
}

const SCOPES = 'scopes of the app';

function scopes(objects: readonly string[], granted: readonly string[]): Probe {
  const needed = ['crm.objects.owners.read', ...objects.flatMap(scopesOf)];
  const missing = [...new Set(needed)].filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return { name: SCOPES, state: 'ok', found: `${granted.length} granted`, remedy: '' };
  return {
    name: SCOPES,
    state: 'failed',
    found: `missing: ${missing.join(', ')}`,
    remedy: 'add them to the app and install it anew',
  };
}

/** By the app id alone the history tells our values from those of people: without it none is put back. */
function ownWrites(configured: string | undefined, told: string | undefined): Probe {
  const name = 'our own writes are known';
  const remedy = `set "appId"${told === undefined ? '' : ` to "${told}"`} in the file that CRM_CREDENTIALS_FILE names`;
  if (configured === undefined) {
    const found = 'no app id: a value of a person that a write of ours hits is not noticed and not put back';
    return { name, state: 'failed', found, remedy };
  }
  if (told !== undefined && told !== configured) {
    const found = `the token is of app ${told}, not ${configured}: values of people that our writes hit are not put back`;
    return { name, state: 'failed', found, remedy };
  }
  return { name, state: 'ok', found: `app ${configured}`, remedy: '' };
}

/** Activities are covered by the scopes of contacts, what mails say by one more. */
function scopesOf(object: string): string[] {
  if (object === 'tickets') return ['tickets'];
  const own = ['contacts', 'companies', 'deals'].includes(object);
  const named = own ? object : object.startsWith('2-') ? 'custom' : 'contacts';
  const both = [`crm.objects.${named}.read`, `crm.objects.${named}.write`];
  return object === 'emails' ? [...both, 'sales-email-read'] : both;
}

interface TokenInfo {
  scopes: readonly string[];
  appId?: string;
}

/** Private apps and OAuth tell it in two places. */
async function tokenInfo(connection: HubSpotConnection, token: string): Promise<TokenInfo> {
  if (connection.tokens.renewable) {
    const info = await connection.request('read', 'approval', (client) =>
      client.oauth.accessTokensApi.getWithHttpInfo(token),
    );
    return { scopes: info.scopes, appId: String(info.appId) };
  }
  return connection.request('read', 'approval', async (client) => {
    const path = '/oauth/v2/private-apps/get/access-token-info';
    const response = await client.apiRequest({ method: 'POST', path, body: { tokenKey: token } });
    const body = (await response.json()) as { scopes?: string[]; appId?: number };
    const headers = Object.fromEntries(response.headers);
    if (!response.ok) throw Object.assign(new Error('no token information'), { code: response.status, body, headers });
    const { scopes = [], appId } = body;
    return { data: { scopes, ...(appId === undefined ? {} : { appId: String(appId) }) }, headers };
  });
}

async function keyProperty(connection: HubSpotConnection, object: string, property: string): Promise<Probe> {
  const name = `write key of ${object}`;
  const remedy = `create a single-line text property "${property}" of ${object} whose values are unique`;
  try {
    const found = await connection.request('read', 'approval', (client) =>
      client.crm.properties.coreApi.getByNameWithHttpInfo(object, property),
    );
    if (found.hasUniqueValue) return { name, state: 'ok', found: `"${property}" is unique`, remedy: '' };
    return {
      name,
      state: 'failed',
      found: `"${property}" is there, but not unique`,
      remedy: `delete it and ${remedy}`,
    };
  } catch (thrown) {
    return refusedProbe(name, thrown, remedy);
  }
}

function limits(connection: HubSpotConnection): Probe {
  const readings = connection.limits();
  const short = readings.filter(({ used, limit }) => used > limit * 0.8);
  const found =
    readings.map((one) => `${one.name}: ${one.used} of ${one.limit} used`).join('; ') ||
    'HubSpot tells none to this app';
  const remedy = short.length > 0 ? 'see which other apps use the account, or buy the API limit increase' : '';
  return { name: 'limits', state: short.length > 0 ? 'warning' : 'ok', found, remedy };
}

function skew(connection: HubSpotConnection): Probe {
  const far = Math.abs(connection.skewMs) > SKEW_WARNING_MS;
  return {
    name: 'clock',
    state: far ? 'warning' : 'ok',
    found: `HubSpot's clock is ${connection.skewMs} ms from ours`,
    remedy: far ? 'synchronise the clock of this machine (NTP); from five minutes on webhooks are refused' : '',
  };
}

/** The webhook settings of an app need the key of the developer account, not the token of the app. */
async function webhooks(basePath: string, needs: NonNullable<Needs['webhooks']>): Promise<Probe> {
  const name = 'webhooks';
  try {
    const developer = new Client({ basePath, developerApiKey: needs.developerApiKey, numberOfApiCallRetries: 0 });
    const { targetUrl } = await developer.webhooks.settingsApi.getAll(Number(needs.appId));
    if (targetUrl === needs.targetUrl) return { name, state: 'ok', found: `they go to ${targetUrl}`, remedy: '' };
    return {
      name,
      state: 'failed',
      found: `they go to ${targetUrl}`,
      remedy: `set the target URL of the app to ${needs.targetUrl}`,
    };
  } catch (thrown) {
    const status = (thrown as { code?: unknown }).code;
    return {
      name,
      state: 'failed',
      found: `HubSpot answered ${String(status)}`,
      remedy: `set the target URL of the app to ${needs.targetUrl}`,
    };
  }
}

function webhooksByHand(): Probe {
  return {
    name: 'webhooks',
    state: 'warning',
    found: 'HubSpot shows the webhooks of an app of one account only in its settings',
    remedy: 'compare the target URL there; without webhooks changes are still found, by polling',
  };
}

function refusedProbe(name: string, thrown: unknown, remedy: string): Probe {
  if (thrown instanceof Refusal) return { name, state: 'failed', found: thrown.message, remedy };
  if (thrown instanceof CrmForbidden)
    return { name, state: 'failed', found: thrown.message.split(' → ')[0]!, remedy: thrown.remedy };
  throw thrown;
}
