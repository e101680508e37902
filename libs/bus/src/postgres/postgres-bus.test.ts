import { testDatabase } from '@salesagent/servers/testing';
import { describeBusContract } from '../../testing';
import { busDdl } from './ddl';
import { PostgresBus } from './postgres-bus';

describeBusContract('Postgres', async () => {
  const database = await testDatabase({ poolSize: 30 });
  await database.pool.query(busDdl(4));
  return {
    connect: () => new PostgresBus(database.pool, { connectionString: database.connectionString, leaseSeconds: 1 }),
    drop: () => database.drop(),
  };
});
