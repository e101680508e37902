import type { Kept } from '@salesagent/bus';
import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import type { PastEvents } from '../src/backtest/walk';

/** Kept events at hand, read by business time as {@link Happened} reads them from the bus. */
export function pastOf(
  events: readonly IntegrationEvent[],
  keep: (event: IntegrationEvent) => Kept[],
): { events: PastEvents; span: { first: string; last: string } | null } {
  const kept = events.flatMap(keep);
  const dated = kept.filter((k) => !k.undated && k.assumed === null);
  const earliest = (some: readonly Kept[]): string | undefined => some.map((k) => k.event.occurredAt).sort()[0];
  const first = earliest(dated);
  const firstOf = new Map<string, string>();
  for (const { event } of dated) {
    const known = firstOf.get(event.key);
    if (known === undefined || event.occurredAt < known) firstOf.set(event.key, event.occurredAt);
  }
  const all = kept
    .map(({ event, part, assumed }) => {
      const start = assumed === 'start' ? first : assumed === 'record' ? firstOf.get(event.key) : null;
      return { part, event: { ...event, occurredAt: start ?? event.occurredAt } };
    })
    .sort((a, b) => compare(placeOf(a), placeOf(b)))
    .map(({ event }) => event);
  const last = all.at(-1)?.occurredAt;
  return {
    span: first && last ? { first, last } : null,
    events: {
      async *between(from, until) {
        await Promise.resolve();
        const asked = all.filter((e) => (from === null || e.occurredAt >= from) && e.occurredAt < until);
        if (asked.length > 0) yield asked;
      },
    },
  };
}

const placeOf = ({ event, part }: { event: IntegrationEvent; part: number }) =>
  [event.occurredAt, event.source, event.key, event.sequence, part] as const;

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}

let ids = 0;
/** A record's event as the gateway tells of it. */
export function recordEvent(
  type: string,
  ref: string,
  sequence: number,
  day: string,
  set: Record<string, unknown>,
  more: Partial<RecordEventData> = {},
): IntegrationEvent {
  const [recordType = '', recordId = ''] = ref.split('/');
  ids += 1;
  return {
    ...{ id: `r${ids}`, type, version: 1, source: 'gateway', company: 'acme', topic: `acme.crm.${recordType}` },
    ...{ key: ref, sequence, occurredAt: `${day}T00:00:00.000Z`, recordedAt: '2018-01-01T00:00:00.000Z' },
    ...{ correlationId: 'c', causationId: 'c' },
    data: { recordType, recordId, recordVersion: 1, set, by: 'import', ...more },
  } as IntegrationEvent;
}
