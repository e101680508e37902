/** Batches of a consumer whose options say nothing. */
const SMALLEST = 500;
const LARGEST = 2_000;

/** Longest that a larger batch should take, in milliseconds: others wait for the rows it holds. */
const LONG = 100;

/**
 * How many events to handle in one transaction: more while there are many to come and a transaction stays short, since
 * each has a price of its own, and fewer again when it does not.
 */
export class BatchSize {
  private size: number;
  private readonly largest: number;

  /** @param fixed no other size than this */
  constructor(
    fixed?: number,
    private readonly smallest = fixed ?? SMALLEST,
  ) {
    this.size = this.smallest;
    this.largest = fixed ?? LARGEST;
  }

  get current(): number {
    return this.size;
  }

  /** A batch of `events` took so long. One that was not full tells nothing of a larger one. */
  took(events: number, milliseconds: number): void {
    if (milliseconds > LONG) this.size = Math.max(this.smallest, Math.floor(this.size / 2));
    else if (events >= this.size && milliseconds < LONG / 2) this.size = Math.min(this.largest, this.size * 2);
  }
}
