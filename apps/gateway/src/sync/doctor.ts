import type { Pool } from 'pg';
import type { CrmConnector, Probe } from '@salesagent/crm';
import { lastReport } from './reconcile';
import { syncStatus, type SyncStatus } from './sync-status';

export interface Diagnosis {
  crm: string;
  /** The worst of all. */
  state: Probe['state'];
  probes: Probe[];
}

/** A sync this old is more than a slow poll, in seconds. */
const OLD = 15 * 60;
/** A write under way for this long is more than a retry, in milliseconds. */
const STUCK = 10 * 60_000;

/** What the CRM says of itself, and how reading and writing it stands, each with what to do about it. */
export async function diagnose(pool: Pool, crm: string, connector: CrmConnector, now: Date): Promise<Diagnosis> {
  const status = await syncStatus(pool, crm, connector);
  const drift = await lastReport(pool);
  const probes = [
    ...((await connector.probes?.().catch((error: unknown) => [unreachable(error)])) ?? []),
    readingProbe(status),
    writingProbe(status, now),
    ...(drift ? [driftProbe(drift)] : []),
  ];
  const worst = (['failed', 'warning'] as const).find((state) => probes.some((probe) => probe.state === state));
  return { crm, state: worst ?? 'ok', probes };
}

function unreachable(error: unknown): Probe {
  const found = error instanceof Error ? error.message : String(error);
  return {
    name: 'CRM answers',
    state: 'failed',
    found,
    remedy: 'check its address, its status page and our credentials',
  };
}

export function readingProbe({ phase, trouble, behindSeconds, backfill }: SyncStatus): Probe {
  const name = 'changes are read';
  if (trouble) {
    const state = trouble.kind === 'forbidden' ? 'failed' : 'warning';
    return { name, state, found: `${trouble.message} (since ${trouble.since})`, remedy: trouble.remedy };
  }
  if (phase !== 'following') {
    const read = backfill.reduce((sum, type) => sum + type.read, 0);
    const left = backfill.filter(({ done }) => !done).map(({ type }) => type);
    const found = phase === 'starting' ? 'not begun' : `${read} records read, still to come: ${left.join(', ')}`;
    return { name, state: 'warning', found, remedy: 'wait until everything was read once; nothing else is to do' };
  }
  if (behindSeconds === null || behindSeconds > OLD) {
    const found = behindSeconds === null ? 'changes were never all read' : `${Math.round(behindSeconds)} s behind`;
    return { name, state: 'warning', found, remedy: 'look at gateway’s log and at the limits the CRM has left' };
  }
  return { name, state: 'ok', found: `${Math.round(behindSeconds)} s behind`, remedy: '' };
}

export function writingProbe({ underWay }: SyncStatus, now: Date): Probe {
  const name = 'writes come to an end';
  const { writes, oldest } = underWay;
  if (oldest === null || now.getTime() - Date.parse(oldest) < STUCK) {
    return { name, state: 'ok', found: `${writes} under way`, remedy: '' };
  }
  const remedy = 'they are tried again by themselves; gateway’s log says what keeps them';
  return { name, state: 'warning', found: `${writes} under way, the oldest since ${oldest}`, remedy };
}

function driftProbe({ types, finishedAt, dryRun }: NonNullable<Awaited<ReturnType<typeof lastReport>>>): Probe {
  const drift = types.reduce((sum, t) => sum + t.missingHere + t.missingThere + t.differing, 0);
  if (drift === 0)
    return { name: 'copy is as the CRM', state: 'ok', found: `no record differed on ${finishedAt}`, remedy: '' };
  const found = `${drift} records differed on ${finishedAt}${dryRun ? '' : ', and were mended'}`;
  const remedy = dryRun
    ? 'mend them: `salesagent crm reconcile`'
    : 'see which fields: `GET /crm/reconcile`; if it happens every night, changes are missed';
  return { name: 'copy is as the CRM', state: 'warning', found, remedy };
}
