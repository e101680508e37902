import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { eventStoreDdl } from '../src/ddl';
import { EventStore, type EventStoreOptions } from '../src/event-store';

export interface LogDatabase {
  database: TestDatabase;
  store: EventStore;
  drop(): Promise<void>;
}

/** A real log in a database of the test's own. Types that begin with `Internal` stay in the service. */
export async function logDatabase(
  options: Partial<EventStoreOptions> & { poolSize?: number } = {},
): Promise<LogDatabase> {
  const { poolSize, ...rest } = options;
  const database = await testDatabase(poolSize === undefined ? {} : { poolSize });
  await database.pool.query(`create schema service; ${eventStoreDdl('service')}`);
  const store = new EventStore(database.pool, {
    schema: 'service',
    isIntegration: (type) => !type.startsWith('Internal'),
    ...rest,
  });
  return { database, store, drop: () => database.drop() };
}
