import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { Sealer } from '@salesagent/sealing';
import { Client, Pool } from 'pg';
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

  it('gives keys of personal values to the services that need them, and to each no more than it needs', async () => {
    const rights = async (role: string) => {
      const may = async (table: string, right: string) =>
        (
          await database.pool.query<{ may: boolean }>(
            'select has_schema_privilege($1, $2, $3) and has_table_privilege($1, $4, $5) as may',
            [...[role, 'vault', 'usage', `vault.${table}`, right]],
          )
        ).rows[0]!.may;
      const held = [];
      for (const table of ['key', 'text_person', 'tombstone', 'tombstone_key'])
        for (const right of ['select', 'insert', 'update', 'delete'])
          if (await may(table, right)) held.push(`${right} ${table}`);
      return held;
    };
    const found = Object.fromEntries(
      await Promise.all(
        (await serviceSchemas()).map(async ({ schema }) => [schema, await rights(`salesagent_${schema}`)] as const),
      ),
    );
    const seal = ['select key', 'insert key', 'select text_person', 'insert text_person'];
    expect(found).toEqual({
      console: seal, // what approvers type into a proposal
      customer_success: [],
      deal: seal, // a proposal is addressed by name and quotes what was said
      gateway: [
        ...['select key', 'insert key', 'update key'],
        ...['select text_person', 'insert text_person', 'delete text_person'],
        ...['select tombstone', 'insert tombstone', 'select tombstone_key'],
      ],
      lead_gen: seal,
      ops_analyst: ['select key'],
      orchestrator: [],
      qualification: seal, // it quotes what was noted of deals
    });
  });

  it('lets the ledger of models be written by services that ask them, be cleared by none, and read by nobody else', async () => {
    const rights = async (role: string) => {
      const { rows } = await database.pool.query<{ held: string }>(
        `select "right" || ' ' || "table" as held
           from unnest(array['model_call', 'model_spending']) as "table", unnest(array['select', 'insert', 'update', 'delete']) as "right"
          where has_schema_privilege($1, 'models', 'usage')
            and case when "right" = 'delete' then has_table_privilege($1, 'models.' || "table", "right")
                     else has_any_column_privilege($1, 'models.' || "table", "right") end`,
        [role],
      );
      return rows.map(({ held }) => held).sort();
    };
    const writes = ['insert', 'select', 'update'].flatMap((right) =>
      ['model_call', 'model_spending'].map((table) => `${right} ${table}`),
    );
    const found = Object.fromEntries(
      await Promise.all(
        (await serviceSchemas()).map(async ({ schema }) => [schema, await rights(`salesagent_${schema}`)] as const),
      ),
    );
    expect(found).toEqual({
      ...{ customer_success: [], gateway: [], ops_analyst: [] },
      ...{ deal: writes, lead_gen: writes, qualification: writes },
      // Both ask for vectors: of passages, and of questions. The console shows the ledger, too.
      ...{ orchestrator: writes, console: writes },
    });
  });

  it('lets orchestrator keep the passages, and those that answer questions only read them', async () => {
    const found: Record<string, string[]> = {};
    for (const { schema } of await serviceSchemas()) {
      const held = [];
      for (const right of ['select', 'insert', 'update', 'delete', 'truncate']) {
        const { rows } = await database.pool.query<{ may: boolean }>(
          `select has_schema_privilege($1, 'passages', 'usage')
                  and bool_or(has_table_privilege($1, format('passages.%I', tablename), $2)) as may
           from pg_tables where schemaname = 'passages'`,
          [`salesagent_${schema}`, right],
        );
        if (rows[0]!.may) held.push(right);
      }
      if (held.length > 0) found[schema] = held;
    }
    const { orchestrator, ...readers } = found;
    expect(orchestrator).toEqual(['select', 'insert', 'update', 'delete']);
    expect(readers).toMatchObject({ console: ['select'] });
    for (const held of Object.values(readers)) expect(held).toEqual(['select']);
  });

  it('opens nothing for a service without the keys', async () => {
    const sealed = await new Sealer(database.pool).seal('contact/C1', 'e1', 'private');
    const open = async (role: string) => {
      const pool = new Pool({ connectionString: database.as(role, 'test') });
      return new Sealer(pool).open(sealed).finally(() => pool.end());
    };
    expect(await open('salesagent_console')).toBe('private');
    for (const role of ['customer_success', 'orchestrator'])
      expect([role, await open(`salesagent_${role}`)]).toEqual([role, null]);
    await expect(
      new Pool({ connectionString: database.as('salesagent_console', 'test') }).query(
        'update vault.key set key = null, erased_at = now()',
      ),
    ).rejects.toThrow(/permission denied/);
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
