import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { eventId, type Sealed } from '@salesagent/canon/events';
import type { Clock } from '@salesagent/canon/sales';
import type { EventStore } from '@salesagent/event-store';
import type { Sealer } from '@salesagent/sealing';
import { kindOfSubject, type OpeningGrant } from './opening-grants';

/** What became of one value: opened, or `null` with the reason. */
export interface OpenedValue {
  value: string | null;
  /** The person, or somebody the text speaks of, was erased: it opens for nobody any more. */
  erased?: true;
  /** The grant does not cover this kind of subject. */
  refused?: true;
  /** No key here: it was sealed by another company's system. */
  unknown?: true;
  /** It is not what was sealed. */
  altered?: true;
}

/** The client has no grant for anything it asked for. */
export class NotGranted extends Error {
  override readonly name = 'NotGranted';
  constructor(client: string, kinds: readonly string[]) {
    super(`"${client}" has no grant to open values of: ${kinds.join(', ')}.`);
  }
}

/** More values a minute than granted. */
export class TooMany extends Error {
  override readonly name = 'TooMany';
  constructor(
    readonly retryAfterSeconds: number,
    perMinute: number,
  ) {
    super(`The grant is for ${perMinute} values a minute; ask again in ${retryAfterSeconds} s.`);
  }
}

/**
 * Opens sealed values for clients outside the system, as far as their grant goes. Each opening is recorded in the
 * log with who, why, how many of which kind: never which value.
 */
export class Opener {
  private readonly limits = new Map<string, RateLimiterPostgres>();

  constructor(
    private readonly parts: {
      pool: Pool;
      store: EventStore;
      sealer: Sealer;
      clock: Clock;
      grants: ReadonlyMap<string, OpeningGrant>;
    },
  ) {}

  /** In the order given. @throws NotGranted, TooMany */
  async open(client: string, values: readonly Sealed[]): Promise<OpenedValue[]> {
    const grant = this.parts.grants.get(client);
    const covered = values.filter((v) => grant?.opens.includes(kindOfSubject(v.subject)));
    const refused = values.filter((v) => !covered.includes(v));
    if (!grant || (covered.length === 0 && refused.length > 0)) {
      await this.record(client, grant, { opened: {}, erased: 0, refused: countKinds(refused) });
      throw new NotGranted(client, Object.keys(countKinds(refused)));
    }
    await this.limit(grant, covered.length);
    const opened = await this.parts.sealer.openEach(covered);
    const results = new Map<Sealed, OpenedValue>(
      covered.map((value, i) => {
        const result = opened[i]!;
        return [value, result.state === 'open' ? { value: result.value } : { value: null, [result.state]: true }];
      }),
    );
    const read = covered.filter((_value, i) => opened[i]!.state === 'open');
    const erased = opened.filter(({ state }) => state === 'erased').length;
    await this.record(client, grant, { opened: countKinds(read), erased, refused: countKinds(refused) });
    return values.map((value) => results.get(value) ?? { value: null, refused: true });
  }

  private async limit({ client, perMinute }: OpeningGrant, points: number): Promise<void> {
    let limiter = this.limits.get(client);
    if (!limiter) {
      limiter = new RateLimiterPostgres({
        storeClient: this.parts.pool,
        ...{ schemaName: 'gateway', tableName: 'rate_limit', tableCreated: true, clearExpiredByTimeout: false },
        ...{ keyPrefix: 'sealed-open', points: perMinute, duration: 60 },
      });
      this.limits.set(client, limiter);
    }
    try {
      await limiter.consume(client, points);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new TooMany(Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)), perMinute);
    }
  }

  private async record(client: string, grant: OpeningGrant | undefined, told: object): Promise<void> {
    const stream = `opening/${client}`;
    const cause = randomUUID();
    await this.parts.store.append(stream, 'any', [
      {
        id: eventId(cause, stream, 'SealedValuesOpened'),
        type: 'SealedValuesOpened',
        data: { client, purpose: grant?.purpose ?? null, ...told },
        occurredAt: this.parts.clock.now(),
        correlationId: cause,
        causationId: cause,
        actor: client,
      },
    ]);
  }
}

function countKinds(values: readonly Sealed[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { subject } of values) {
    const kind = kindOfSubject(subject);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
