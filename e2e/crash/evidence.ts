import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { RunningStack } from '../harness';

/** From the proposal to the outcome, in the order they are written. */
export const EVENTS = [
  'ActionProposed',
  'ActionQueued',
  'ActionAdmitted',
  'ApprovalRequested',
  'ActionApproved',
  'ExecutionStarted',
  'ActionExecuted',
] as const;
export type EventName = (typeof EVENTS)[number];

export interface Logged {
  type: string;
  recordedAt: Date;
  transaction: string;
}

const SERVICES_WITH_CONSUMERS = `select table_schema as schema from information_schema.tables
  where table_name = 'parked' order by 1`;

/** Looks into the services' own logs with the owner's rights: what a test may and no service can. */
export class Evidence {
  private client: Client | null = null;

  constructor(private readonly stack: RunningStack) {}

  /** Everything that was written about an action, by whom it is written. */
  async logged(actionId: string): Promise<Logged[]> {
    return this.query<Logged>(
      `select type, recorded_at as "recordedAt", transaction_id::text as transaction from (
         select * from qualification.event where type = 'ActionProposed' and stream = $2
         union all select * from orchestrator.event where stream = $1
         union all select * from gateway.event where stream = $3
       ) e order by recorded_at, position`,
      [actionId, actionId.replace(/:\d+$/, ''), `execution-${actionId}`],
    );
  }

  async tasksOf(actionId: string): Promise<number> {
    const rows = await this.query<{ n: number }>('select count(*)::int as n from crm.task where created_by = $1', [
      actionId,
    ]);
    return rows[0]?.n ?? 0;
  }

  /** Keys that stand still because a message failed, by schema. */
  async parked(): Promise<string[]> {
    const found: string[] = [];
    for (const { schema } of await this.query<{ schema: string }>(SERVICES_WITH_CONSUMERS)) {
      const [row] = await this.query<{ n: number }>(`select count(*)::int as n from "${schema}".parked`);
      if (row && row.n > 0) found.push(`${schema}: ${row.n}`);
    }
    return found;
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  /** @throws while PostgreSQL is down; the next call connects again */
  private async query<T extends object>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    try {
      this.client ??= await this.connect();
      return (await this.client.query<T>(sql, parameters)).rows;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private async connect(): Promise<Client> {
    const { port, database } = this.stack.record().postgres;
    const password = readFileSync(join(this.stack.home, 'postgres', 'password'), 'utf8').trim();
    const client = new Client({ host: '127.0.0.1', port, database, user: 'postgres', password });
    client.on('error', () => undefined); // the server is killed on purpose
    await client.connect();
    return client;
  }
}
