import type { FrozenEvent, Release } from './frozen';
import { differences } from './schema-differences';

/** Days an event stays after it was first called deprecated in a release. */
export const DEPRECATION_DAYS = 180;

/** Something that would break a consumer of the last release. */
export interface Break {
  /** `OpportunityWon.v1` */
  event: string;
  field: string | null;
  what: string;
  remedy: string;
}

/**
 * What in the contracts of now breaks those who were built on a release. Pure; `today` is `YYYY-MM-DD` and decides
 * only whether a deprecated event may be gone.
 */
export function breaks(released: Release, now: readonly FrozenEvent[], today: string): Break[] {
  return [
    ...released.events.flatMap((event) => breaksOf(event, now, released, today)),
    ...now.flatMap((event) => deprecationBreaks(event, released, today)),
  ];
}

export function describeBreak({ event, field, what, remedy }: Break): string {
  return `${event}${field === null ? '' : ` ${field}`}: ${what}. ${remedy}`;
}

function breaksOf(before: FrozenEvent, now: readonly FrozenEvent[], released: Release, today: string): Break[] {
  const event = `${before.type}.v${before.version}`;
  const broken = (what: string, remedy: string, field: string | null = null): Break => ({ event, field, what, remedy });
  const versions = now.filter(({ type }) => type === before.type);
  if (versions.length === 0) return removed(before, broken, today);
  const same = versions.find(({ version }) => version === before.version);
  const newest = Math.max(...versions.map(({ version }) => version));
  if (!same) {
    const what =
      newest < before.version ? 'the version was taken back' : 'the version is gone, but topics still hold it';
    return [broken(what, `Keep version ${before.version} in \`older\` of ${before.type}, with schema and upcaster.`)];
  }
  const found: Break[] = [];
  if (before.topics.join() !== same.topics.join()) {
    const what = `moved from ${before.topics.join(', ')} to ${same.topics.join(', ')}`;
    found.push(broken(what, 'Keep the topic, or write a new event type there and deprecate this one.'));
  }
  if (before.key !== same.key) {
    const what = `its key was ${before.key} and is ${same.key}`;
    found.push(broken(what, 'Keep the key, or write a new event type with the new one and deprecate this one.'));
  }
  const next =
    released.events.filter(({ type }) => type === before.type).reduce((n, e) => Math.max(n, e.version), 0) + 1;
  const remedy = same.written
    ? `Leave version ${before.version} as ${released.release} has it, in \`older\` with an upcaster, and make this version ${next}.`
    : `Put the schema of version ${before.version} back as ${released.release} has it.`;
  for (const { field, what } of differences(before.schema, same.schema))
    found.push(broken(what, remedy, field || null));
  return found;
}

function removed(before: FrozenEvent, broken: (what: string, remedy: string) => Break, today: string): Break[] {
  const { deprecated } = before;
  if (!deprecated) {
    const remedy = `Put it back with \`deprecated\`, release that, and remove it ${DEPRECATION_DAYS} days later.`;
    return [broken('was removed without having been deprecated', remedy)];
  }
  if (today > deprecated.removeAfter) return [];
  return [broken(`was removed before ${deprecated.removeAfter}`, `Put it back until the day after.`)];
}

/** The time that a deprecation gives readers is kept once it was promised, and long enough. */
function deprecationBreaks(event: FrozenEvent, released: Release, today: string): Break[] {
  const { deprecated } = event;
  if (!deprecated) return [];
  const promised = released.events.find(({ type }) => type === event.type)?.deprecated;
  const earliest = promised?.removeAfter ?? addDays(today, DEPRECATION_DAYS);
  if (deprecated.removeAfter >= earliest) return [];
  const what = promised
    ? `release ${released.release} promised it until ${earliest}, now it may go after ${deprecated.removeAfter}`
    : `is deprecated and may go after ${deprecated.removeAfter}, less than ${DEPRECATION_DAYS} days from now`;
  const name = `${event.type}.v${event.version}`;
  return [{ event: name, field: null, what, remedy: `Set removeAfter to ${earliest} or later.` }];
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
