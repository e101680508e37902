import type { Settings } from './settings';

export type Fault =
  | { kind: 'kill'; part: string }
  | { kind: 'stall'; part: string }
  | { kind: 'poison' }
  | { kind: 'repetition' }
  | { kind: 'second instances' }
  | { kind: 'end of second instances' }
  | { kind: 'full disk' }
  | { kind: 'kill switch'; scope: number };

/** A fault, and how many events the logs have grown by when it comes. */
export interface Planned {
  at: number;
  fault: Fault;
}

/** One in so many events is poison. */
const POISON_EVERY = 1_000;
/** So often some old events come again, out of order. */
const REPEAT_EVERY = 1_000;
/** So often somebody stops one of the four scopes, beside whatever fails then. */
const STOP_EVERY = 1_500;

/** Every fault of a run in the order of its event count: the same seed, the same plan. */
export function planOf(settings: Settings, services: readonly string[], servers: readonly string[]): Planned[] {
  const random = randomOf(settings.seed);
  const { events } = settings;
  const kills = services.flatMap((part) => Array.from({ length: settings.kills }, () => part));
  shuffle(kills, random);
  const between = (events * 0.94) / kills.length;
  const planned: Planned[] = kills.map((part, n) => ({
    at: Math.round(events * 0.03 + between * (n + random())),
    fault: { kind: 'kill', part },
  }));
  const harms = servers.flatMap((part): Fault[] => [
    { kind: 'kill', part },
    { kind: 'stall', part },
  ]);
  shuffle(harms, random);
  harms.forEach((fault, n) =>
    planned.push({ at: Math.round((events * (n + 0.3 + random() * 0.4)) / harms.length), fault }),
  );
  for (let at = POISON_EVERY / 2; at < events; at += POISON_EVERY) planned.push({ at, fault: { kind: 'poison' } });
  for (let at = REPEAT_EVERY * 0.75; at < events; at += REPEAT_EVERY)
    planned.push({ at, fault: { kind: 'repetition' } });
  for (let n = 0; (n + 0.5) * STOP_EVERY < events; n += 1)
    planned.push({ at: (n + 0.5) * STOP_EVERY, fault: { kind: 'kill switch', scope: n } });
  planned.push({ at: Math.round(events * 0.4), fault: { kind: 'second instances' } });
  planned.push({ at: Math.round(events * 0.65), fault: { kind: 'end of second instances' } });
  planned.push({ at: Math.round(events * 0.8), fault: { kind: 'full disk' } });
  return planned.sort((a, b) => a.at - b.at);
}

/** Numbers in [0, 1) that follow from the seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function shuffle<T>(items: T[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
}
