import type { Incoming } from './incoming';

/** What the database knows of one (source, key). */
export interface LaneState {
  /** Last sequence handled; 0 when none was. */
  position: number;
  /** Sequences that are parked, and whether one of them failed (the others wait behind it or for a gap). */
  parked: ReadonlySet<number>;
  failed: boolean;
  /** Of a follower: the last sequence that may be handled yet. */
  until?: number;
}

export interface Arrangement {
  /** In turn and sound: to be handled, in this order. */
  accepted: Incoming[];
  /** In turn and unsound: parked, and their keys wait. */
  failing: Incoming[];
  /** Out of turn: parked behind a failed one, or until the gap before them is filled. */
  waiting: Incoming[];
  duplicates: number;
  /** Positions after `accepted`. */
  moves: Map<string, { from: number; to: number }>;
}

const NOTHING: LaneState = { position: 0, parked: new Set(), failed: false };

/** Puts a batch in order against what has been handled. Pure. */
export function arrange(batch: readonly Incoming[], states: ReadonlyMap<string, LaneState>): Arrangement {
  const result: Arrangement = { accepted: [], failing: [], waiting: [], duplicates: 0, moves: new Map() };
  const blocked = new Set<string>();
  const waitingNow = new Map<string, Set<number>>();
  const wait = (lane: string, sequence: number): void => {
    const others = waitingNow.get(lane);
    if (others) others.add(sequence);
    else waitingNow.set(lane, new Set([sequence]));
  };
  for (const incoming of batch) {
    const { lane } = incoming;
    const { sequence } = incoming.event;
    const state = states.get(lane) ?? NOTHING;
    const position = result.moves.get(lane)?.to ?? state.position;
    if (sequence <= position || state.parked.has(sequence) || waitingNow.get(lane)?.has(sequence)) {
      result.duplicates += 1;
    } else if (state.failed || blocked.has(lane) || sequence > position + 1 || sequence > (state.until ?? sequence)) {
      result.waiting.push(incoming);
      wait(lane, sequence);
    } else if (incoming.problem !== null) {
      result.failing.push(incoming);
      wait(lane, sequence);
      blocked.add(lane);
    } else {
      result.accepted.push(incoming);
      result.moves.set(lane, { from: state.position, to: sequence });
    }
  }
  return result;
}
