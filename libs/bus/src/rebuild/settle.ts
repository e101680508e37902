import { withClient } from '@salesagent/event-store';
import { escapeLiteral, type PoolClient } from 'pg';
import { liftFence } from '../consumer/fence';
import { compare, contentHash, isEqual, merge, shapeOf, type Shape, type TableDifference } from './content';
import type { Projection } from './projection';
import { SHADOW, type Shadow } from './shadow';

/** What became of a shadow that stood level with the live tables. */
export interface Settled {
  tables: TableDifference[];
  hash: string;
  hashBefore: string | null;
  /** When the live consumer could go on. */
  lifted: number;
}

/** Compares in a snapshot taken behind the fence, which is lifted at once: what is compared stays as it was. */
export async function compareOnly(client: PoolClient, shadow: Shadow, projection: Projection): Promise<Settled> {
  const { schema, group } = shadow.options;
  const shapes = await shapesOf(client, schema, projection);
  return inSnapshot(client, async () => {
    await mustBeLevel(client, shadow);
    await liftFence(client, schema, group);
    const lifted = performance.now();
    const [compared, hashed] = await Promise.allSettled([
      differences(client, schema, shapes),
      hashOfLive(client, shadow, projection),
    ]);
    if (compared.status === 'rejected') throw compared.reason;
    if (hashed.status === 'rejected') throw hashed.reason;
    const [tables, hashBefore] = [compared.value, hashed.value];
    // Rows that are equal to the byte have one hash; only where some differ the rebuilt ones' is another.
    const hash = tables.every(isEqual) ? hashBefore : await contentHash(client, SHADOW, projection.tables);
    return { tables, hash, hashBefore, lifted };
  });
}

/** Puts the rows that differ in place, in one transaction behind the fence. */
export async function swap(client: PoolClient, shadow: Shadow, projection: Projection): Promise<Settled> {
  const { schema, group } = shadow.options;
  const shapes = await shapesOf(client, schema, projection);
  const tables = await inSnapshot(client, async () => {
    await mustBeLevel(client, shadow);
    const found = await differences(client, schema, shapes);
    for (const [i, shape] of shapes.entries()) {
      if (!isEqual(found[i]!)) await merge(client, schema, SHADOW, shape, found[i]!);
    }
    if (!found.every(isEqual)) await projection.swapped?.(client);
    return found;
  });
  await liftFence(client, schema, group);
  const lifted = performance.now();
  // Of the shadow, which nothing touches any more: the live tables were the same when the fence was lifted.
  const hash = await inSnapshot(client, () => contentHash(client, SHADOW, projection.tables));
  return { tables, hash, hashBefore: tables.every(isEqual) ? hash : null, lifted };
}

/** Of the live tables as the transaction of `client` sees them, in a session beside it: both work at once. */
async function hashOfLive(client: PoolClient, shadow: Shadow, { tables }: Projection): Promise<string> {
  const { rows } = await client.query<{ snapshot: string }>('select pg_export_snapshot() as snapshot');
  return withClient(shadow.beside, (other) =>
    inSnapshot(other, async () => {
      await other.query(`set transaction snapshot ${escapeLiteral(rows[0]!.snapshot)}`);
      return contentHash(other, shadow.options.schema, tables);
    }),
  );
}

const shapesOf = async (client: PoolClient, schema: string, { tables }: Projection): Promise<Shape[]> => {
  const shapes: Shape[] = [];
  for (const table of tables) shapes.push(await shapeOf(client, schema, table));
  return shapes;
};

async function differences(client: PoolClient, schema: string, shapes: readonly Shape[]): Promise<TableDifference[]> {
  const found: TableDifference[] = [];
  for (const shape of shapes) found.push(await compare(client, schema, SHADOW, shape));
  return found;
}

async function mustBeLevel(client: PoolClient, shadow: Shadow): Promise<void> {
  const behind = await shadow.behind(client);
  if (behind !== 0) throw new Error(`The live consumer moved by ${behind} events behind the fence.`);
}

async function inSnapshot<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('begin isolation level repeatable read');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
