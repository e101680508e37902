import { CrmUnavailable } from '../hosted/errors';
import type { HostedPage, HostedRecord, Selection, Timing } from '../hosted/port';
import type { Catalog } from './catalog';
import {
  positionOf,
  readChangeCursor,
  writeChangeCursor,
  type ChangeCursor,
  type ObjectPosition,
} from './change-cursor';
import { channelOf, EventStream, type ChangeHint, type Drained } from './event-stream';
import { hintedRecords } from './hinted-records';
import { pollPage } from './polling';
import type { SalesforceSession } from './session';

export interface ChangeOptions {
  pageSize: number;
  overlapMs: number;
  events: boolean;
  /** With change events, how often everything is read by stamp all the same, in milliseconds. */
  coverMs: number;
  apiVersion: string;
  clientName: string;
}

/**
 * Changes of all selected objects. Change events say which records to read; reading by stamp does where there are none:
 * before the first event, after a replay id was lost, for an overflow, while the stream is down, and from time to time
 * to cover what events do not tell. Both give records as they are at that moment, so their order does not matter.
 */
export class Changes {
  private readonly stream: EventStream | null;

  constructor(
    private readonly session: SalesforceSession,
    private readonly catalog: Catalog,
    private readonly timing: Timing,
    private readonly options: ChangeOptions,
  ) {
    this.stream = options.events ? new EventStream(session, options.apiVersion, options.pageSize) : null;
  }

  async page(selections: readonly Selection[], text: string): Promise<HostedPage> {
    const cursor = readChangeCursor(text, this.timing.now());
    const positions = new Map(selections.map(({ object }) => [object, positionOf(cursor, object)]));
    const drained = await this.drain(positions);
    const records: HostedRecord[] = [];
    for (const selection of selections) {
      const hints = drained?.hints.filter(({ object }) => object === selection.object) ?? [];
      const position = positions.get(selection.object)!;
      positions.set(selection.object, after(position, hints, drained, channelOf(selection.object)));
      const told = hints.filter((hint) => !isOverflow(hint));
      if (told.length === 0) continue;
      records.push(...(await hintedRecords(this.session, this.catalog, selection, told, this.options.clientName)));
    }
    return this.poll(selections, { ...cursor, objects: Object.fromEntries(positions) }, drained, records);
  }

  private async drain(positions: ReadonlyMap<string, ObjectPosition>): Promise<Drained | null> {
    if (!this.stream) return null;
    try {
      return await this.stream.drain(
        new Map([...positions].map(([object, { replay }]) => [channelOf(object), replay ?? null])),
      );
    } catch (error) {
      if (error instanceof CrmUnavailable) return null;
      throw error;
    }
  }

  private async poll(
    selections: readonly Selection[],
    cursor: ChangeCursor,
    drained: Drained | null,
    records: HostedRecord[],
  ): Promise<HostedPage> {
    const objects = { ...cursor.objects };
    const start = cursor.next ?? 0;
    const stopAt = (next: number): HostedPage => ({
      records,
      cursor: writeChangeCursor({ objects, next }),
      more: true,
    });
    for (let next = start; next < selections.length; next += 1) {
      const selection = selections[next]!;
      const position = objects[selection.object]!;
      if (!this.isDue(selection.object, position, drained)) continue;
      try {
        const polled = await pollPage(this.session, this.catalog, selection, position, this.options);
        records.push(...polled.records);
        objects[selection.object] = polled.more ? polled.position : covered(polled.position, drained);
        if (polled.more) return stopAt(next);
      } catch (error) {
        // What was read of the objects before is not read a second time because of this one.
        if (!(error instanceof CrmUnavailable) || (next === start && records.length === 0)) throw error;
        return stopAt(next);
      }
    }
    const missed = selections.slice(0, start).some(({ object }) => objects[object]!.due);
    return { records, cursor: writeChangeCursor({ objects, next: 0 }), more: missed || (drained?.more ?? false) };
  }

  private isDue(object: string, position: ObjectPosition, drained: Drained | null): boolean {
    if (!drained || position.page || position.due || drained.missing.has(channelOf(object))) return true;
    const readTo = Date.parse(position.from) + this.options.overlapMs;
    return this.timing.now().getTime() - readTo > this.options.coverMs;
  }
}

/** Of no record in particular: more changes in one transaction than are told, or a field converted in all records. */
function isOverflow({ type, recordIds }: ChangeHint): boolean {
  return type === 'GAP_OVERFLOW' || recordIds.some((id) => id.endsWith('*'));
}

/** Where an object stands once the events were drained, and whether events alone do not tell enough. */
function after(
  position: ObjectPosition,
  hints: readonly ChangeHint[],
  drained: Drained | null,
  channel: string,
): ObjectPosition {
  if (!drained) return position;
  const { replay, ...rest } = position;
  const lost = drained.lost.has(channel);
  const kept = hints.at(-1)?.replayId ?? (lost ? undefined : replay);
  // What was before a subscription to new events only, no event tells; even when one has come since.
  const begunAnew = lost || (replay === undefined && position.live !== drained.client);
  const due = position.due === true || begunAnew || hints.some(isOverflow);
  return { ...rest, ...(kept === undefined ? {} : { replay: kept }), ...(due ? { due } : {}) };
}

/** Read by stamp to its end, in a subscription that was there before: from now on its events are enough. */
function covered(position: ObjectPosition, drained: Drained | null): ObjectPosition {
  const { due: _due, live: _live, ...rest } = position;
  return drained ? { ...rest, live: drained.client } : rest;
}
