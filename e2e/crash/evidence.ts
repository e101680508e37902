import { OwnerDatabase, type RunningStack } from '../harness';

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
  private readonly database: OwnerDatabase;

  constructor(stack: RunningStack) {
    this.database = new OwnerDatabase(stack);
  }

  /** Everything that was written about an action, by whom it is written. */
  async logged(actionId: string): Promise<Logged[]> {
    return this.database.query<Logged>(
      `select type, recorded_at as "recordedAt", transaction_id::text as transaction from (
         select * from qualification.event where type = 'ActionProposed' and stream = $2
         union all select * from orchestrator.event where stream = $1
         union all select * from gateway.event where stream = $3
       ) e order by recorded_at, position`,
      [actionId, actionId.replace(/:\d+$/, ''), `execution-${actionId}`],
    );
  }

  async tasksOf(actionId: string): Promise<number> {
    const rows = await this.database.query<{ n: number }>(
      'select count(*)::int as n from crm.task where created_by = $1',
      [actionId],
    );
    return rows[0]?.n ?? 0;
  }

  /** Keys that stand still because a message failed, by schema. */
  async parked(): Promise<string[]> {
    const found: string[] = [];
    for (const { schema } of await this.database.query<{ schema: string }>(SERVICES_WITH_CONSUMERS)) {
      const [row] = await this.database.query<{ n: number }>(`select count(*)::int as n from "${schema}".parked`);
      if (row && row.n > 0) found.push(`${schema}: ${row.n}`);
    }
    return found;
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
