import { inTransaction } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import type { BudgetScope } from '../errors';
import { overspent, sameScope, scopesOf, type BudgetLimit } from './budget';
import { dayOf, tokensOf, type CallClosed, type CallOpened, type Estimate, type Ledger, type Spending } from './ledger';
import { PostgresLedgerSums } from './postgres-sums';

/** The ledger in the tables of `LEDGER_TABLES`: budgets hold over every process that uses the database. */
export class PostgresLedger extends PostgresLedgerSums implements Ledger {
  constructor(private readonly pool: Pool) {
    super(pool);
  }

  open(call: CallOpened, estimate: Estimate, limits: readonly BudgetLimit[]): Promise<void> {
    const { id, at, purpose, prompt, provider, model } = call;
    const day = dayOf(at);
    return inTransaction(this.pool, async (client) => {
      const spent = await lockedSpending(client, day, scopesOf(purpose));
      const none = { usd: 0, tokens: 0 };
      const spentBy = (scope: BudgetScope) => spent.find((row) => sameScope(row.scope, scope)) ?? none;
      const error = overspent(limits, spentBy, estimate, at);
      if (error) throw error;
      await add(client, day, scopesOf(purpose), estimate.tokens, estimate.usd ?? 0);
      await client.query(
        `insert into models.model_call (id, at, day, company, agent, action, action_id, subject,
           prompt, prompt_version, provider, model, reserved_tokens, reserved_usd)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        [
          ...[id, at, day, purpose.company, purpose.agent, purpose.action, purpose.actionId, purpose.subject],
          ...[prompt.id, prompt.version, provider, model, estimate.tokens, estimate.usd],
        ],
      );
    });
  }

  close(id: string, closed: CallClosed): Promise<void> {
    const { usage, outcome, model, estimatedTokens, usd, latencyMs, attempts } = closed;
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<ReservedRow>(
        `update models.model_call
            set outcome = $2, input_tokens = $3, cached_input_tokens = $4, output_tokens = $5, estimated_tokens = $6,
                usd = $7, latency_ms = $8, attempts = $9, model = coalesce($10, model), closed_at = now()
          where id = $1 and closed_at is null
        returning day::text, company, agent, action, reserved_tokens, reserved_usd`,
        [
          ...[id, outcome, usage.inputTokens, usage.cachedInputTokens, usage.outputTokens, estimatedTokens],
          ...[usd, latencyMs, attempts, model],
        ],
      );
      const [call] = rows;
      if (!call) return;
      const scopes = scopesOf(call);
      await lockedSpending(client, call.day, scopes);
      const moreTokens = tokensOf(closed) - Number(call.reserved_tokens);
      await add(client, call.day, scopes, moreTokens, (usd ?? 0) - Number(call.reserved_usd ?? 0));
    });
  }

  async spent({ company, agent = '', action = '' }: BudgetScope, day: string): Promise<Spending> {
    const { rows } = await this.pool.query<{ tokens: string; usd: string }>(
      'select tokens, usd from models.model_spending where (day, company, agent, action) = ($1, $2, $3, $4)',
      [day, company, agent, action],
    );
    return { tokens: Number(rows[0]?.tokens ?? 0), usd: Number(rows[0]?.usd ?? 0) };
  }
}

interface ReservedRow {
  day: string;
  company: string;
  agent: string;
  action: string;
  reserved_tokens: string;
  reserved_usd: string | null;
}

/** Sums of the scopes, locked in one order by everybody, so that two calls wait for each other and never both ways. */
async function lockedSpending(
  client: PoolClient,
  day: string,
  scopes: readonly BudgetScope[],
): Promise<(Spending & { scope: BudgetScope })[]> {
  const columns = columnsOf(scopes);
  await client.query(
    `insert into models.model_spending (day, company, agent, action)
     select $1::date, company, agent, action from unnest($2::text[], $3::text[], $4::text[]) as s (company, agent, action)
      order by 2, 3, 4
         on conflict do nothing`,
    [day, ...columns],
  );
  const { rows } = await client.query<{ company: string; agent: string; action: string; tokens: string; usd: string }>(
    `select company, agent, action, tokens, usd from models.model_spending
      where day = $1
        and (company, agent, action) in (select * from unnest($2::text[], $3::text[], $4::text[]))
      order by company, agent, action for update`,
    [day, ...columns],
  );
  return rows.map(({ company, agent, action, tokens, usd }) => ({
    scope: { company, ...(agent !== '' && { agent }), ...(action !== '' && { action }) },
    ...{ tokens: Number(tokens), usd: Number(usd) },
  }));
}

/** Call it with the rows locked. */
async function add(
  client: PoolClient,
  day: string,
  scopes: readonly BudgetScope[],
  tokens: number,
  usd: number,
): Promise<void> {
  await client.query(
    `update models.model_spending set tokens = tokens + $5, usd = usd + $6
      where day = $1
        and (company, agent, action) in (select * from unnest($2::text[], $3::text[], $4::text[]))`,
    [day, ...columnsOf(scopes), tokens, usd.toFixed(8)],
  );
}

function columnsOf(scopes: readonly BudgetScope[]): [string[], string[], string[]] {
  return [
    scopes.map(({ company }) => company),
    scopes.map(({ agent }) => agent ?? ''),
    scopes.map(({ action }) => action ?? ''),
  ];
}
