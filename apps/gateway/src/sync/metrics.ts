import { metrics } from '@opentelemetry/api';
import type { Counts } from './sync-state';

const meter = () => metrics.getMeter('salesagent.crm');

/** How records came: each page counts once, each record by what became of it in the copy. */
export type Way = 'backfill' | 're-read' | 'follow' | 'hint' | 'reconcile';

export function countRecords(way: Way, counts: Counts): void {
  meter()
    .createCounter('salesagent.crm.pages', { description: 'Pages read from a hosted CRM, by way.', unit: '{page}' })
    .add(1, { way });
  const records = meter().createCounter('salesagent.crm.records', {
    description: 'Records of the copy that reading the CRM created, changed or deleted, by way.',
    unit: '{record}',
  });
  for (const [what, n] of Object.entries(counts)) if (n > 0) records.add(n as number, { way, what });
}

/** Values of people that a write of ours hit between reading and writing: put back, or refused by the CRM. */
export function countWindowHits(hits: number, result: 'put back' | 'refused'): void {
  if (hits === 0) return;
  meter()
    .createCounter('salesagent.crm.window_hits', {
      description: 'Values of people hit by a write of ours in its window, by what became of them.',
      unit: '{value}',
    })
    .add(hits, { result });
}

/** Seconds since all changes had been read, and whether something holds the sync up. @returns ends it */
export function observeSync(read: () => Promise<{ behind: number | null; troubled: boolean }>): () => void {
  const behind = meter().createObservableGauge('salesagent.crm.behind', {
    description: 'Seconds since every change of the hosted CRM had been read.',
    unit: 's',
  });
  const troubled = meter().createObservableGauge('salesagent.crm.troubled', {
    description: '1 while something holds reading the hosted CRM up: GET /crm/sync says what, and the remedy.',
  });
  const observe = async (
    result: Parameters<Parameters<ReturnType<typeof meter>['addBatchObservableCallback']>[0]>[0],
  ) => {
    const state = await read().catch(() => null);
    if (state === null) return;
    if (state.behind !== null) result.observe(behind, state.behind);
    result.observe(troubled, state.troubled ? 1 : 0);
  };
  meter().addBatchObservableCallback(observe, [behind, troubled]);
  return () => meter().removeBatchObservableCallback(observe, [behind, troubled]);
}

/** What became of webhooks: requests for `refused`, notifications for the others. */
export function countWebhooks(result: 'stored' | 'repeated' | 'refused' | 'malformed', n: number): void {
  if (n === 0) return;
  meter()
    .createCounter('salesagent.crm.webhooks', { description: 'Webhooks of a hosted CRM, by result.', unit: '{event}' })
    .add(n, { result });
}

/** What a reconciliation found to differ, by what it was. */
export function countDrift(found: { missingHere: number; missingThere: number; differing: number }): void {
  const counter = meter().createCounter('salesagent.crm.drift', {
    description: 'Records of the copy that a reconciliation found to differ from the hosted CRM.',
    unit: '{record}',
  });
  for (const [what, n] of Object.entries(found)) if (n > 0) counter.add(n, { what });
}
