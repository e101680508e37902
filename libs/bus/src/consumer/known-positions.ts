import type { LaneState } from './arrange';

/** Keys of which the position is remembered, unless told otherwise; some 3 MB. */
const MOST = 20_000;

/**
 * How far a process has handled keys that it handled before. It may be behind the database (another process handled a
 * key meanwhile) and is never ahead of it: it is told only what was committed.
 */
export class KnownPositions {
  /** In the order in which keys became known. */
  private readonly positions = new Map<string, number>();

  constructor(private readonly most = MOST) {}

  get(lane: string): number | undefined {
    return this.positions.get(lane);
  }

  /** @param states of keys as a committed transaction found them, @param moves what it moved of them */
  tell(states: ReadonlyMap<string, LaneState>, moves: ReadonlyMap<string, { to: number }>): void {
    for (const [lane, { to }] of moves) this.positions.set(lane, to);
    for (const [lane, { position }] of states) if (!moves.has(lane)) this.positions.set(lane, position);
    if (this.positions.size <= this.most) return;
    for (const longestKnown of this.positions.keys()) {
      this.positions.delete(longestKnown);
      if (this.positions.size <= this.most) return;
    }
  }

  forget(lane: string): void {
    this.positions.delete(lane);
  }

  forgetAll(): void {
    this.positions.clear();
  }
}
