/** What a step may know of the event besides its data. */
export interface UpcastContext {
  type: string;
  key: string;
  /** Business time, ISO 8601 in UTC. */
  occurredAt: string;
}

/** Turns the data of one version into the data of the next. Pure; sealed values are moved, never opened. */
export type Upcaster = (data: unknown, event: UpcastContext) => unknown;

/**
 * For each event type the steps from every old version to the next: `{ OfferMade: { 1: v1ToV2, 2: v2ToV3 } }`
 * means version 3 is the newest. Types that are not named have had one version only.
 */
export type UpcasterLadder = Readonly<Record<string, Readonly<Record<number, Upcaster>>>>;

/** No upcaster leads from a version to the next one. */
export class UpcasterMissingError extends Error {
  override readonly name = 'UpcasterMissingError';
  constructor(
    readonly eventType: string,
    readonly fromVersion: number,
  ) {
    super(
      `Event type "${eventType}" has events of version ${fromVersion} but no upcaster from it. ` +
        `Add version ${fromVersion} with its schema and its upcaster to \`older\` of the event's definition.`,
    );
  }
}

/** Newest version a ladder leads to; null for a type it does not name. */
export function newestVersion(ladder: UpcasterLadder, type: string): number | null {
  const steps = ladder[type];
  return steps ? Math.max(...Object.keys(steps).map(Number)) + 1 : null;
}

/**
 * Climbs the ladder from the version given to the newest. The newest, a later one and a type without a ladder come
 * back as they are, the same object.
 * @throws UpcasterMissingError when a step is missing; whatever a step throws
 */
export function climb<E extends { version: number; data: unknown }>(
  ladder: UpcasterLadder,
  context: UpcastContext,
  event: E,
): E {
  const newest = newestVersion(ladder, context.type);
  if (newest === null || event.version >= newest) return event;
  let data = event.data;
  for (let version = event.version; version < newest; version++) {
    const step = ladder[context.type]?.[version];
    if (!step) throw new UpcasterMissingError(context.type, version);
    data = step(data, context);
  }
  return { ...event, version: newest, data };
}
