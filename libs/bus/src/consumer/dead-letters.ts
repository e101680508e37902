import { Logger } from '@nestjs/common';
import { FollowLoop, inTransaction, schemaName } from '@salesagent/event-store';
import type { Pool } from 'pg';
import type { BusTransport, DeadLetter } from '../transport';
import { reasonOf } from './failure';
import { countDeadLetters } from './metrics';

export interface DeadLettersOptions {
  pool: Pool;
  schema: string;
  consumer: string;
  company: string;
  transport: BusTransport;
  /** How often the table is looked at, in milliseconds. */
  every: number;
}

/** Copied at once. */
const BATCH = 100;

/**
 * Copies what a consumer parked because it failed to the dead-letter topic, for others to watch. The table is the
 * truth and remembers what was copied: a bus that refuses delays the copies and nothing else. A copy may come twice.
 */
export class DeadLetters {
  private readonly logger: Logger;
  private readonly loop: FollowLoop;

  constructor(private readonly options: DeadLettersOptions) {
    schemaName(options.schema);
    this.logger = new Logger(`${DeadLetters.name} ${options.consumer}`);
    this.loop = new FollowLoop(
      async () => {
        const copied = await this.copy();
        if (copied > 0) countDeadLetters(options.consumer, copied);
        return copied === BATCH;
      },
      (error, attempt) => this.logger.warn(`Not copied (attempt ${attempt}), trying again: ${reasonOf(error)}`),
      { idle: options.every, shortest: options.every },
    );
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Copies what has not been copied yet; returns how many that were. */
  private copy(): Promise<number> {
    const { pool, schema, consumer, company, transport } = this.options;
    return inTransaction(pool, async (client) => {
      const { rows } = await client.query<Omit<DeadLetter, 'consumer' | 'sequence'> & { sequence: string }>(
        `select source, key, sequence, topic, event, reason, attempts, parked_at as "parkedAt"
         from ${schema}.parked
         where consumer = $1 and attempts > 0 and dead_lettered_at is null and discarded_at is null
         order by parked_at limit ${BATCH} for update skip locked`,
        [consumer],
      );
      if (rows.length === 0) return 0;
      const letters = rows.map((row) => ({ ...row, consumer, sequence: Number(row.sequence) }));
      await transport.deadLetter(company, letters);
      await client.query(
        `update ${schema}.parked p set dead_lettered_at = clock_timestamp()
         from unnest($2::text[], $3::text[], $4::bigint[]) as l(source, key, sequence)
         where p.consumer = $1 and p.source = l.source and p.key = l.key and p.sequence = l.sequence`,
        [consumer, letters.map((l) => l.source), letters.map((l) => l.key), letters.map((l) => l.sequence)],
      );
      return letters.length;
    });
  }
}
