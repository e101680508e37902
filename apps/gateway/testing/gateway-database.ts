import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { EventStore } from '@salesagent/event-store';
import { Sealer } from '@salesagent/sealing';
import { everythingVisible } from '@salesagent/event-store/testing';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { ChangeFollower } from '../src/intake/follower';
import { Importer, type ImportRequest, type ImportStatus } from '../src/intake/importer';
import { makeGatewayTables } from './gateway-tables';

/** Gateway's database and the parts that stand on it, without Nest: what its integration tests work with. */
export interface GatewayDatabase {
  database: TestDatabase;
  store: EventStore;
  sealer: Sealer;
  follower: ChangeFollower;
  importer: Importer;
  /** Imports and reads all changes into events. */
  load(files: Record<string, string | Buffer>, options?: Partial<ImportRequest>): Promise<ImportStatus>;
  /** Reads captured changes until none is left. */
  follow(): Promise<void>;
  drop(): Promise<void>;
}

export const TODAY = { now: () => new Date('2026-11-01T10:00:00.000Z') };

export async function gatewayDatabase(): Promise<GatewayDatabase> {
  const database = await testDatabase();
  const { pool } = database;
  await makeGatewayTables(pool);
  const store = new EventStore(pool, { schema: 'gateway', ...INTEGRATION_EVENTS });
  const sealer = new Sealer(pool);
  const failed = (error: unknown): void => {
    throw error;
  };
  const follower = new ChangeFollower(pool, store, sealer, failed);
  const errors: unknown[] = [];
  const importer = new Importer(
    pool,
    TODAY,
    () => undefined,
    (error) => errors.push(error),
  );
  const follow = async (): Promise<void> => {
    await everythingVisible(pool);
    while (await follower.step());
  };
  return {
    database,
    store,
    sealer,
    follower,
    importer,
    follow,
    load: async (files, options = {}) => {
      const list = Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) }));
      const { importId } = await importer.start({ files: list, by: 'test', ...options });
      await importer.idle();
      if (errors.length > 0) throw errors[0];
      await follow();
      return (await importer.status(importId))!;
    },
    drop: () => database.drop(),
  };
}
