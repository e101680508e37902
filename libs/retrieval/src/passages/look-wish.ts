import type { Pool, PoolClient } from 'pg';

/**
 * Whether another look is wanted while one is under way: said in this process, or in another by the database
 * (`retrieval_look`), since the one that is told of a change need not be the one that looks.
 */
export class LookWish {
  stopped = false;
  private here = false;
  /** How many looks were wanted, here and elsewhere, when this one began. */
  private begunAt = '0';
  private telling: Promise<void> = Promise.resolve();

  constructor(private readonly pool: Pool) {}

  get wanted(): boolean {
    return this.stopped || this.here;
  }

  /** @returns when other processes can know it */
  tell(): Promise<void> {
    this.here = true;
    const told = this.telling.then(async () => {
      await this.pool.query('update retrieval_look set wanted = wanted + 1');
    });
    this.telling = told.catch(() => undefined);
    return told;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Before the sources are asked: what was wanted until now, this look does. `client`: the connection with the turn. */
  async begin(client: PoolClient): Promise<void> {
    this.here = false;
    await this.telling;
    this.begunAt = await countOf(client);
  }

  /** Asks the database too. Where the connection is gone, so is the turn, and the rest is for whoever has it. */
  async ask(client: PoolClient): Promise<boolean> {
    if (!this.wanted)
      this.here = await countOf(client).then(
        (now) => now !== this.begunAt,
        () => true,
      );
    return this.wanted;
  }
}

async function countOf(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ wanted: string }>('select wanted from retrieval_look');
  return rows[0]?.wanted ?? '0';
}
