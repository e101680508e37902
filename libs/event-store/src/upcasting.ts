import { UpcasterMissingError } from './errors';
import type { StoredEvent } from './types';

/** Turns the data of one version into the data of the next. Pure; sealed values are moved, never opened. */
export type Upcaster = (data: unknown, event: Pick<StoredEvent, 'type' | 'stream' | 'occurredAt'>) => unknown;

/**
 * For each event type the steps from every old version to the next: `{ OfferMade: { 1: v1ToV2, 2: v2ToV3 } }`
 * means version 3 is the newest. Types that are not named are read as stored.
 */
export type UpcasterLadder = Readonly<Record<string, Readonly<Record<number, Upcaster>>>>;

/** Newest version a ladder leads to. */
export function newestVersion(ladder: UpcasterLadder, type: string): number | null {
  const steps = ladder[type];
  return steps ? Math.max(...Object.keys(steps).map(Number)) + 1 : null;
}

/**
 * Climbs the ladder from the stored version to the newest.
 * @throws UpcasterMissingError when a step is missing
 */
export function upcast<E extends Pick<StoredEvent, 'type' | 'version' | 'data' | 'stream' | 'occurredAt'>>(
  ladder: UpcasterLadder,
  event: E,
): E {
  const newest = newestVersion(ladder, event.type);
  if (newest === null || event.version >= newest) return event;
  let data = event.data;
  for (let version = event.version; version < newest; version++) {
    const step = ladder[event.type]?.[version];
    if (!step) throw new UpcasterMissingError(event.type, version);
    data = step(data, event);
  }
  return { ...event, version: newest, data };
}
