import { hostedCrmSchema, type HostedCrm, type Status } from '../api/status.schema';

/** A service's line, what it rebuilds, and how the ways to people and the hosted CRM stand that it holds. */
export type Probed = Status['services'][number] & {
  rebuilding: string[];
  channels?: Record<string, string>;
  crm?: HostedCrm | null;
};

const TIMEOUT_MILLISECONDS = 3_000;

/** Asks a service whether it is ready and how far it has read; no answer is an answer too. */
export async function probe(service: string, base: string | undefined): Promise<Probed> {
  if (!base) return away(service, 'No address is configured.');
  try {
    const [health, progress] = await Promise.all([ask(base, 'health/ready'), ask(base, 'internal/progress')]);
    const consumers = consumersOf(progress.body);
    const known = {
      ...{ service, consumers, rebuilding: rebuildingOf(progress.body), channels: channelsOf(progress.body) },
      crm: crmOf(progress.body),
    };
    if (!health.ok) return { ...known, state: 'starting', detail: waitingFor(health.body) };
    const behind = consumers.some((c) => !c.caughtUp);
    return { ...known, state: behind ? 'catching-up' : 'ready', detail: null };
  } catch {
    return away(service, remedyFor(service));
  }
}

/** While the stack runs it starts a service again by itself; only a stack that has ended is started by a person. */
export const remedyFor = (service: string): string =>
  `${service} does not answer. The running stack starts it again within seconds; if it stays away, logs/${service}.log in ` +
  'SALESAGENT_HOME says why. Where `npm start` has ended, start it again.';

const away = (service: string, detail: string): Probed => ({
  service,
  state: 'down',
  detail,
  consumers: [],
  rebuilding: [],
});

async function ask(base: string, path: string): Promise<{ ok: boolean; body: unknown }> {
  const response = await fetch(new URL(path, base.endsWith('/') ? base : `${base}/`), {
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  return { ok: response.ok, body: await response.json().catch(() => null) };
}

function rebuildingOf(body: unknown): string[] {
  const rebuilding = (body as { rebuilding?: unknown } | null)?.rebuilding;
  return Array.isArray(rebuilding) ? rebuilding.map(String) : [];
}

function channelsOf(body: unknown): Record<string, string> {
  const channels = (body as { details?: { channels?: unknown } } | null)?.details?.channels;
  return Object.fromEntries(Object.entries(channels ?? {}).map(([channel, words]) => [channel, String(words)]));
}

/** Null of a service that holds none. */
function crmOf(body: unknown): HostedCrm | null {
  const told = hostedCrmSchema.safeParse((body as { details?: { crm?: unknown } } | null)?.details?.crm);
  return told.success ? told.data : null;
}

function consumersOf(body: unknown): Probed['consumers'] {
  const consumers = (body as { consumers?: unknown } | null)?.consumers;
  if (!Array.isArray(consumers)) return [];
  return consumers.map((c: { group?: unknown; caughtUp?: unknown; lag?: unknown }) => ({
    group: String(c.group ?? ''),
    caughtUp: c.caughtUp === true,
    lag: typeof c.lag === 'number' ? c.lag : null,
  }));
}

/** Terminus names what is not up in `error`; our own indicator lists the parts. */
function waitingFor(body: unknown): string {
  const error = (body as { error?: Record<string, { waitingFor?: string[] }> } | null)?.error ?? {};
  const parts = Object.entries(error).flatMap(([name, { waitingFor: list }]) => list ?? [name]);
  return parts.length > 0 ? `waits for ${parts.join(', ')}` : 'not ready yet';
}
