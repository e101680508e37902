import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { Client } from 'pg';
import { migrateCompany } from './migrate';
import { serviceSchemas } from './service-schemas';

describe("a company's database", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase();
    await migrateCompany(database.connectionString, () => 'test');
  });
  afterAll(() => database.drop());

  it('has a role for each service that sees its own tables and the bus', async () => {
    for (const { schema } of await serviceSchemas()) {
      const client = new Client({ connectionString: database.as(`salesagent_${schema}`, 'test') });
      await client.connect();
      try {
        await client.query(`select count(*) from ${schema}.migration`);
        await client.query('select count(*) from bus.log');
      } finally {
        await client.end();
      }
    }
  });

  it('hides the CRM and the log of gateway from the others', async () => {
    const client = new Client({ connectionString: database.as('salesagent_console', 'test') });
    await client.connect();
    try {
      await expect(client.query('select * from gateway.event')).rejects.toThrow(/permission denied/);
    } finally {
      await client.end();
    }
  });
});
