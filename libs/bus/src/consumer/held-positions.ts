import type { LaneState } from './arrange';

/** Keys of which the position is kept in memory, unless told otherwise; some 90 MB. */
const MOST = 500_000;

const NOTHING_PARKED: ReadonlySet<number> = new Set();

/** A key without parked events, of which nobody but this process knows the position. */
export interface Held extends LaneState {
  position: number;
  /** How far the followed consumer has come at least; it never goes back. */
  until: number;
}

/** A key of which nothing was handled yet. */
export const heldFromTheStart = (until: number): Held => ({
  position: 0,
  parked: NOTHING_PARKED,
  failed: false,
  until,
});

/** Positions that are in no table. What is told here is told after the commit of what it belongs to. */
export class HeldPositions {
  /** In the order in which keys were begun. */
  private readonly lanes = new Map<string, Held>();
  private total = 0;

  constructor(private readonly most = MOST) {}

  /** Of all positions held: how many events were handled. */
  get sum(): number {
    return this.total;
  }

  get(lane: string): Held | undefined {
    return this.lanes.get(lane);
  }

  add(lane: string, held: Held): void {
    this.lanes.set(lane, held);
    this.total += held.position;
  }

  move(lane: string, to: number): void {
    const held = this.lanes.get(lane);
    if (!held) return;
    this.total += to - held.position;
    held.position = to;
  }

  /** Now that a table has it. */
  release(lane: string): void {
    this.total -= this.lanes.get(lane)?.position ?? 0;
    this.lanes.delete(lane);
  }

  /** The quarter longest held, once they are too many; else nothing. */
  surplus(): string[] {
    return this.lanes.size > this.most ? [...this.lanes.keys()].slice(0, Math.ceil(this.most / 4)) : [];
  }

  all(): string[] {
    return [...this.lanes.keys()];
  }
}
