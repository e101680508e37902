import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrate } from './migrate';
import type { ServiceSchema } from './service-schema';

class CreateDeal1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table deal (id text primary key, amount numeric)');
  }
  async down(): Promise<void> {}
}
class AddOwner1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table deal add column owner text');
  }
  async down(): Promise<void> {}
}
class CreateAccount1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table account (id text primary key)');
    await runner.query('create view account_count as select count(*) from account');
  }
  async down(): Promise<void> {}
}

const deals: ServiceSchema = { schema: 'try_deals', migrations: [CreateDeal1700000000001] };
const accounts: ServiceSchema = {
  schema: 'try_accounts',
  also: ['try_books'],
  migrations: [CreateAccount1700000000001],
  grants: [
    'grant usage on schema try_accounts to salesagent_try_deals; grant select on try_accounts.account_count to salesagent_try_deals',
  ],
};

describe('the migration job', () => {
  let database: TestDatabase;
  const options = () => ({ url: database.connectionString, services: [deals, accounts], passwordOf: () => 'test' });
  const asDeals = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: database.as('salesagent_try_deals', 'test') });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    database = await testDatabase();
    await migrate(options());
  });
  afterAll(() => database.drop());

  it('gives a service its own tables to write', async () => {
    const rows = await asDeals(async (client) => {
      await client.query(`insert into try_deals.deal values ('D1', 10)`);
      return (await client.query('select id from try_deals.deal')).rows;
    });
    expect(rows).toEqual([{ id: 'D1' }]);
  });

  it.each([
    ['change tables', 'create table try_deals.more (id text)'],
    ['rewrite which migrations ran', 'delete from try_deals.migration'],
    ["read another service's schema", 'select * from try_accounts.account'],
    ["read another service's further schema", 'create table try_books.more (id text)'],
    ['create in public', 'create table public.more (id text)'],
  ])('does not let it %s', async (_what, statement) => {
    await expect(asDeals((client) => client.query(statement))).rejects.toThrow(/permission denied/);
  });

  it('lets it read the one view it was granted', async () => {
    expect((await asDeals((client) => client.query('select * from try_accounts.account_count'))).rows).toHaveLength(1);
  });

  it('does nothing the second time, and only what is new after that', async () => {
    expect((await migrate(options())).applied).toEqual([]);
    const grown = { ...deals, migrations: [...deals.migrations, AddOwner1700000000002] };
    const { applied } = await migrate({ ...options(), services: [grown, accounts] });
    expect(applied).toEqual(['try_deals: AddOwner1700000000002']);
  });

  it('can run twice at the same time', async () => {
    const runs = await Promise.all([migrate(options()), migrate(options()), migrate(options())]);
    expect(runs.flatMap(({ applied }) => applied)).toEqual([]);
  });
});
