import type { Pool, PoolClient } from 'pg';
import { readChangesAndMarkers, type CrmChange, type ImportMarker } from '@salesagent/crm';
import { eventId } from '@salesagent/canon/events';
import { FollowLoop, type EventStore, type EventToAppend, type StreamBatch } from '@salesagent/event-store';
import type { Sealer, ToSeal as SealerInput } from '@salesagent/sealing';
import { peopleInTexts } from '../personal-data/text-people';
import { semanticEvents, type Moment } from './semantic-events';
import { toEvents, type ToSeal } from './to-events';

/** Changes read at once while an import is being read. */
const BATCH = 2_000;
/** And else: few enough streams to be locked one by one, so that executions need not wait for the whole log. */
const LIVE_BATCH = 300;

interface ImportContext {
  asOf: string;
  engagedStage: string | null;
}

/**
 * Turns captured CRM changes into events, in the order the CRM made them. The cursor moves in the transaction
 * that appends, and event ids follow from the change, so each change becomes its events exactly once.
 */
export class ChangeFollower {
  private readonly loop: FollowLoop;
  private readonly imports = new Map<string, ImportContext>();
  private batch = LIVE_BATCH;

  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
    private readonly sealer: Sealer,
    onError: (error: unknown) => void,
  ) {
    this.loop = new FollowLoop(() => this.step(), onError, { apart: 10 });
  }

  start(): void {
    this.loop.start();
  }

  /** Something was written to the CRM. */
  wake(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Reads one batch; true when there may be more. */
  async step(): Promise<boolean> {
    const { rows } = await this.pool.query<{ cursor: string; mode: string; date: string | null }>(
      'select cursor, mode, date::text from gateway.intake_cursor, gateway.clock',
    );
    const { cursor: from, date } = rows[0]!;
    const limit = this.batch;
    const page = await readChangesAndMarkers(this.pool, from, limit);
    if (page.cursor === null) return false;
    this.batch = page.entries.some((entry) => entry.importId !== null) ? BATCH : LIVE_BATCH;

    const seal: ToSeal[] = [];
    const events = [];
    const processed = new Map<string, { changes: number; events: number }>();
    const markers: ImportMarker[] = [];
    for (const entry of page.entries) {
      if (entry.operation === 'import') {
        markers.push(entry);
        continue;
      }
      const made = toEvents(entry, semanticEvents(entry, await this.momentOf(entry, date)), seal);
      for (const event of made) events.push(event);
      if (entry.importId === null) continue;
      const so = processed.get(entry.importId) ?? { changes: 0, events: 0 };
      processed.set(entry.importId, { changes: so.changes + 1, events: so.events + made.length });
    }
    const sealed = await this.sealer.sealMany(await withPeople(this.pool, seal));
    seal.forEach((item, i) => item.put(sealed[i]!));

    const batches = byStream(events);
    const streams = [...batches.map((b) => b.stream), ...markers.map(importStream)];
    await this.store.transact(streams, async (tx) => {
      const moved = await tx.client.query('update gateway.intake_cursor set cursor = $2 where cursor = $1', [
        from,
        page.cursor,
      ]);
      if (moved.rowCount === 0) throw new Error('another process reads the same CRM changes; this batch is left to it');
      await tx.appendMany(batches);
      await countProcessed(tx.client, processed);
      for (const marker of markers) await this.closeImport(tx, marker);
    });
    return page.entries.length === limit;
  }

  private async momentOf(change: CrmChange, frozenAt: string | null): Promise<Moment> {
    if (change.importId !== null) {
      return { kind: 'import', ...(await this.importContext(change.importId)) };
    }
    const now = change.changedAt.toISOString();
    return { kind: 'live', now: frozenAt === null ? now : `${frozenAt}${now.slice(10)}` };
  }

  private async importContext(importId: string): Promise<ImportContext> {
    const known = this.imports.get(importId);
    if (known) return known;
    const { rows } = await this.pool.query<ImportContext>(
      `select as_of::text as "asOf", engaged_stage as "engagedStage" from gateway.import where id = $1`,
      [importId],
    );
    this.imports.set(importId, rows[0]!);
    return rows[0]!;
  }

  /** The last two events of an import: its clock, then that it is complete. */
  private async closeImport(
    tx: Parameters<Parameters<EventStore['transact']>[1]>[0],
    marker: ImportMarker,
  ): Promise<void> {
    const { rows } = await tx.client.query<{
      events: number;
      as_of: string;
      files: string[];
      counts: Record<string, unknown>;
      live: boolean;
    }>(
      `update gateway.import set state = 'completed', phase = 'done', finished_at = now() where id = $1
       returning events, as_of::text, files, counts, live`,
      [marker.importId],
    );
    const { events, as_of: asOf, files, counts, live } = rows[0]!;
    await tx.client.query('delete from gateway.import_file where import_id = $1', [marker.importId]);
    const stream = importStream(marker);
    const occurredAt = new Date(`${asOf}T00:00:00.000Z`);
    const event = (type: string, data: unknown): EventToAppend => ({
      id: eventId(`import/${marker.importId}`, stream, type),
      type,
      data,
      occurredAt,
      correlationId: marker.importId,
      causationId: marker.importId,
      actor: 'import',
    });
    await tx.append(stream, 'any', [
      event('BusinessClockSet', live ? { mode: 'live', date: null } : { mode: 'frozen', date: asOf }),
      event('ImportCompleted', { importId: marker.importId, files, records: counts, events, asOf }),
    ]);
  }
}

/** Free texts with the people in them, so that erasing one of these closes the text. */
async function withPeople(pool: Pool, seal: readonly ToSeal[]): Promise<SealerInput[]> {
  const texts = seal.filter((item) => item.text !== undefined);
  const people = await peopleInTexts(
    pool,
    texts.map((item) => item.text!),
  );
  const about = new Map(texts.map((item, i) => [item, people[i]!]));
  return seal.map((item) => {
    const { subject, eventId, value } = item;
    return { subject, eventId, value, about: about.get(item) ?? [] };
  });
}

function importStream(marker: ImportMarker): string {
  return `import/${marker.importId}`;
}

function byStream(events: readonly (EventToAppend & { stream: string })[]): StreamBatch[] {
  const batches = new Map<string, EventToAppend[]>();
  for (const { stream, ...event } of events) {
    const list = batches.get(stream);
    if (list) list.push(event);
    else batches.set(stream, [event]);
  }
  return [...batches].map(([stream, list]) => ({ stream, expected: 'any' as const, events: list }));
}

async function countProcessed(
  client: PoolClient,
  processed: Map<string, { changes: number; events: number }>,
): Promise<void> {
  for (const [id, { changes, events }] of processed) {
    await client.query('update gateway.import set processed = processed + $2, events = events + $3 where id = $1', [
      id,
      changes,
      events,
    ]);
  }
}
