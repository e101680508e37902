import type { ClientBase, Pool } from 'pg';
import type { Clock } from '@salesagent/canon/sales';

/** The company's business clock as an instant: the frozen day at the present time of day, or now. */
export async function businessNow(client: ClientBase | Pool, clock: Clock): Promise<string> {
  const { rows } = await client.query<{ date: string | null }>('select date::text as date from gateway.clock');
  const now = clock.now().toISOString();
  const date = rows[0]?.date;
  return date ? `${date}${now.slice(10)}` : now;
}
