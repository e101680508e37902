import { cursorOf, toIntegration, type BusTransport } from '@salesagent/bus';
import { EventStore, type Cursor } from '@salesagent/event-store';
import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Pool } from 'pg';
import { patiently } from './patience';
import { shuffle } from './plan';

/** Events that come again at once. */
const AT_ONCE = 200;

/** Delivery again and out of order: what was published some time ago comes once more, shuffled. */
export class Repetition {
  count = 0;
  private readonly store: EventStore;

  constructor(
    private readonly company: string,
    private readonly pool: Pool,
    private readonly transport: BusTransport,
    private readonly random: () => number,
  ) {
    this.store = new EventStore(pool, { schema: 'gateway', isIntegration: () => true });
  }

  /** Again while the bus is down. */
  async send(): Promise<void> {
    await patiently(async () => {
      const events = await this.published();
      shuffle(events, this.random);
      await this.transport.publish(events);
      this.count += events.length;
      return true;
    });
  }

  /** Some of gateway's events that its relay has published already: what it has not must not overtake it. */
  private async published(): Promise<IntegrationEvent[]> {
    const begin = await this.cursor(
      'select transaction_id::text as transaction_id, position from gateway.event order by md5($1 || position) limit 1',
      String(this.random()),
    );
    const relay = await this.cursor(
      'select transaction_id::text as transaction_id, position from gateway.subscription where name = $1',
      cursorOf(await this.transport.id()),
    );
    return (await this.store.readAll(begin, AT_ONCE)).flatMap((event) => {
      const passed = relay !== null && !isAfter(event.cursor, relay);
      return (passed && toIntegration(event, this.company, 'gateway')) || [];
    });
  }

  private async cursor(question: string, parameter: string): Promise<Cursor | null> {
    const { rows } = await this.pool.query<{ transaction_id: string; position: string }>(question, [parameter]);
    const [row] = rows;
    return row ? { transactionId: row.transaction_id, position: Number(row.position) } : null;
  }
}

function isAfter(one: Cursor, other: Cursor): boolean {
  const [a, b] = [BigInt(one.transactionId), BigInt(other.transactionId)];
  return a === b ? one.position > other.position : a > b;
}
