import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { Pool } from 'pg';
import { ledgerContract } from '../../testing/ledger-contract';
import { LEDGER_TABLES, ledgerGrants } from './postgres-schema';
import { PostgresLedger } from './postgres-ledger';

describe('the ledger in PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(LEDGER_TABLES);
    await database.pool.query(LEDGER_TABLES);
  });
  afterAll(() => database.drop());

  ledgerContract(async () => {
    await database.pool.query('truncate models.model_call, models.model_spending');
    return new PostgresLedger(database.pool);
  });

  it('keeps one budget for two processes', async () => {
    await database.pool.query('truncate models.model_call, models.model_spending');
    const other = new Pool({ connectionString: database.connectionString, max: 4 });
    try {
      const ledgers = [new PostgresLedger(database.pool), new PostgresLedger(other)];
      const purpose = { company: 'acme', agent: 'deal', action: 'deal-risk' };
      const limits = [{ scope: { company: 'acme' }, usd: 1 }];
      const opened = await Promise.allSettled(
        Array.from({ length: 40 }, (_, i) => {
          const at = new Date('2026-03-02T10:00:00Z');
          const call = { id: randomUUID(), at, purpose, prompt: { id: 'p', version: 1 }, provider: 'x', model: 'y' };
          return ledgers[i % 2]!.open(call, { tokens: 10, usd: 0.1 }, limits).then(() => call.id);
        }),
      );
      const ids = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(ids).toHaveLength(10);
      const usage = { inputTokens: 3, cachedInputTokens: 0, outputTokens: 1 };
      const closed = { outcome: 'answered', usage, estimatedTokens: 0, usd: 0.03, latencyMs: 1, attempts: 1 } as const;
      // Both close all: the second time changes nothing.
      await Promise.all(ledgers.flatMap((ledger) => ids.map((id) => ledger.close(id, closed))));
      expect(await ledgers[1]!.spent({ company: 'acme' }, '2026-03-02')).toEqual({ tokens: 40, usd: 0.3 });
    } finally {
      await other.end();
    }
  });

  it('may be written by a service and cleared by none', async () => {
    const role = `${database.name}_agent`;
    await database.pool.query(`create role ${role} login password 'x'; grant usage on schema models to ${role};
       grant update on models.model_call, models.model_spending to ${role}; ${ledgerGrants(role)}`);
    const pool = new Pool({ connectionString: database.as(role, 'x'), max: 1 });
    try {
      const call = { id: randomUUID(), at: new Date('2026-05-01T10:00:00Z'), provider: 'x', model: 'y' };
      const purpose = { company: 'acme', agent: 'deal', action: 'deal-risk' };
      const ledger = new PostgresLedger(pool);
      await ledger.open({ ...call, purpose, prompt: { id: 'p', version: 1 } }, { tokens: 5, usd: null }, []);
      expect(await ledger.spent({ company: 'acme' }, '2026-05-01')).toEqual({ tokens: 5, usd: 0 });
      await ledger.close(call.id, {
        ...{ outcome: 'answered', estimatedTokens: 0, usd: null, latencyMs: 1, attempts: 1 },
        usage: { inputTokens: 2, cachedInputTokens: 0, outputTokens: 1 },
      });
      expect(await ledger.spent({ company: 'acme' }, '2026-05-01')).toEqual({ tokens: 3, usd: 0 });
      for (const forbidden of [
        'delete from models.model_call',
        `update models.model_call set action = 'another'`,
        'update models.model_call set reserved_tokens = 0',
        `update models.model_spending set day = '2026-04-30'`,
        `insert into models.model_spending (day, company, agent, action, tokens) values ('2026-05-02', 'acme', '', '', -9)`,
      ]) {
        await expect(pool.query(forbidden)).rejects.toThrow('permission denied');
      }
    } finally {
      await pool.end();
      await database.pool.query(`drop owned by ${role}; drop role ${role}`);
    }
  });
});
