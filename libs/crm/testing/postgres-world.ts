import { randomUUID } from 'node:crypto';
import { crmDdl, PostgresCrm, writeRecord } from '../src/index';
import { everythingVisible } from '@salesagent/event-store/testing';
import { testDatabase } from '@salesagent/servers/testing';
import type { ContractWorld } from './contract/world';

/** The Postgres CRM in a database of its own; people edit it by SQL of their own transactions. */
export async function postgresWorld(): Promise<ContractWorld> {
  const database = await testDatabase();
  await database.pool.query(`create schema crm; ${crmDdl()}`);
  const crm = new PostgresCrm(database.pool);
  const asPerson = { by: 'person-1', cause: 'edit' };
  return {
    connector: crm,
    people: {
      async create(type, set) {
        const id = randomUUID();
        await crm.transact(asPerson, (client) => writeRecord(client, { type, id, operation: 'create', set }));
        return id;
      },
      async edit(type, id, set) {
        await crm.transact(asPerson, (client) => writeRecord(client, { type, id, operation: 'update', set }));
      },
      remove: (type, id) => crm.transact(asPerson, (client) => crm.remove(client, type, id)),
    },
    async held(type, id, fields) {
      const record = await crm.find(type, id);
      const values: Record<string, unknown> | undefined = record?.fields;
      return values ? Object.fromEntries(fields.map((field) => [field, values[field] ?? null])) : null;
    },
    async count(type) {
      const { rows } = await database.pool.query<{ n: number }>(
        `select count(*)::int as n from crm."${type}" where not deleted`,
      );
      return rows[0]!.n;
    },
    // What others on the same server have under way holds the changes back.
    settle: () => everythingVisible(database.pool),
    stop: () => database.drop(),
  };
}
