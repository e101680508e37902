import { CrmForbidden } from '../hosted/errors';
import type { LimitReading, ObjectDescription, Probe, Selection, Timing } from '../hosted/port';
import { Catalog } from './catalog';
import { historyProbes } from './history-probes';
import { query } from './queries';
import { Refusal } from './refusal';
import { REQUESTS, type SalesforceSession } from './session';

/** Above this, JWT assertions and stamps of changes begin to disagree with ours, in milliseconds. */
const SKEW_MS = 60_000;
/** Below this part of the daily requests, background work will soon stand still. */
const LOW = 0.2;

export interface ProbeContext {
  session: SalesforceSession;
  catalog: Catalog;
  timing: Timing;
  objects: readonly string[];
  externalIdField: string;
  /** What agents may write. */
  written: readonly Selection[];
}

type Limits = Record<string, { Max: number; Remaining: number }>;

/** REST API Developer Guide, "Limits". The total of requests slides over 24 hours, so nothing begins anew. */
export async function readLimits(session: SalesforceSession): Promise<LimitReading[]> {
  const { body } = await session.request<Limits>({ method: 'GET', path: '/limits', priority: 'background' });
  return Object.entries(body).map(([name, { Max, Remaining }]) => ({
    name,
    used: Max - Remaining,
    limit: Max,
    resetsAt: null,
  }));
}

/** What `crm doctor` shows; one that fails does not keep the others from being looked at. */
export async function probe(context: ProbeContext): Promise<Probe[]> {
  const signedIn = await guarded('credentials', () => credentials(context));
  if (signedIn.some(({ state }) => state === 'failed')) return signedIn;
  const parts = [
    await guarded('limits', () => limits(context)),
    await guarded('clock', () => clock(context)),
    ...(await Promise.all(context.objects.map((name) => guarded(`object ${name}`, () => object(context, name))))),
    await guarded('field history', () => historyProbes(context.session, context.catalog, context.written)),
    await guarded('change events', () => changeEvents(context)),
  ];
  return [...signedIn, ...parts.flat()];
}

async function guarded(name: string, look: () => Promise<Probe[]>): Promise<Probe[]> {
  try {
    return await look();
  } catch (error) {
    const remedy =
      error instanceof CrmForbidden
        ? error.remedy
        : 'try again; if it stays so, look at status.salesforce.com for the instance';
    return [{ name, state: 'failed', found: (error as Error).message, remedy }];
  }
}

/** Signing in alone does not show it: a user without "API Enabled" gets a token and is refused with it. */
async function credentials({ session }: ProbeContext): Promise<Probe[]> {
  const userId = await session.userId();
  await readLimits(session);
  return [
    { name: 'credentials', state: 'ok', found: `signed in as user ${userId}`, remedy: '' },
    { name: 'api enabled', state: 'ok', found: 'the user may use the API', remedy: '' },
  ];
}

async function limits({ session }: ProbeContext): Promise<Probe[]> {
  const reading = (await readLimits(session)).find(({ name }) => name === REQUESTS);
  if (!reading)
    return [
      {
        name: 'limits',
        state: 'warning',
        found: 'no daily limit of requests is told',
        remedy: 'give the integration user the permission "View Setup and Configuration"',
      },
    ];
  const left = reading.limit - reading.used;
  const found = `${left} of ${reading.limit} requests left in the sliding 24 hours`;
  const low = left < reading.limit * LOW;
  return [
    {
      name: 'limits',
      state: low ? 'warning' : 'ok',
      found,
      remedy: low ? 'look at Setup → System Overview for what uses them, or buy more' : '',
    },
  ];
}

async function clock({ session, timing }: ProbeContext): Promise<Probe[]> {
  const { headers } = await session.request({ method: 'GET', path: '/limits', priority: 'background' });
  const skew = session.timeOf(headers).getTime() - timing.now().getTime();
  const wrong = Math.abs(skew) > SKEW_MS;
  const found = `this machine's clock is ${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'behind' : 'ahead of'} Salesforce's`;
  return [
    {
      name: 'clock',
      state: wrong ? 'failed' : 'ok',
      found,
      remedy: wrong ? 'synchronise the clock (NTP): assertions would be refused as expired' : '',
    },
  ];
}

async function object({ catalog, externalIdField }: ProbeContext, name: string): Promise<Probe[]> {
  const found = await catalog.refresh(name);
  const probeName = `object ${name}`;
  if (!found) {
    return [
      {
        name: probeName,
        state: 'failed',
        found: 'not there, or hidden from the integration user',
        remedy: `give the permission set read access to ${name}`,
      },
    ];
  }
  if (!found.createable && !found.updateable)
    return [
      {
        name: probeName,
        state: 'warning',
        found: 'may be read only',
        remedy: `give the permission set create and edit access to ${name} if agents shall write to it`,
      },
    ];
  return [
    { name: probeName, state: 'ok', found: `read and write, ${found.fields.length} fields`, remedy: '' },
    ...key(found, externalIdField),
  ];
}

function key({ name, fields, createable }: ObjectDescription, externalIdField: string): Probe[] {
  if (!createable) return [];
  const field = fields.find((candidate) => candidate.name === externalIdField);
  const good = field?.unique === true && field.createable;
  const remedy = good
    ? ''
    : `add the text field ${externalIdField} to ${name} as unique external id, with edit access for the integration user`;
  return [
    {
      name: `external id ${name}`,
      state: good ? 'ok' : 'failed',
      found: field ? (good ? 'there and unique' : 'there, but not unique or not writable') : 'not there',
      remedy,
    },
  ];
}

async function changeEvents({ session, objects }: ProbeContext): Promise<Probe[]> {
  const name = 'change events';
  try {
    const { records } = await query(
      session,
      { fields: ['SelectedEntity'], from: 'PlatformEventChannelMember' },
      'background',
      'tooling/query',
    );
    const selected = new Set(records.map((row) => String(row['SelectedEntity'])));
    const missing = objects.filter(
      (object) =>
        object !== 'User' &&
        !selected.has(object.endsWith('__c') ? object.replace(/c$/, 'ChangeEvent') : `${object}ChangeEvent`),
    );
    if (missing.length === 0) return [{ name, state: 'ok', found: 'selected for all objects', remedy: '' }];
    return [
      {
        name,
        state: 'warning',
        found: `not selected for ${missing.join(', ')}: their changes are polled`,
        remedy: 'select them in Setup → Change Data Capture',
      },
    ];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [
      {
        name,
        state: 'warning',
        found: 'the selection cannot be read by this user',
        remedy: 'look in Setup → Change Data Capture, or give the permission "View Setup and Configuration"',
      },
    ];
  }
}
