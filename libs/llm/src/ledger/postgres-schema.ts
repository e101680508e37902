/**
 * Tables of the ledger, in a schema of their own since all services of a company spend from the same budgets. For the
 * migrations of one of them (services have no right to make tables); it may run again. `model_call` is the record,
 * `model_spending` the sum of each scope's day, kept so that a budget is one row to look at; empty strings stand for
 * "all".
 */
export const LEDGER_TABLES = `
  create schema if not exists models;
  create table if not exists models.model_call (
    id uuid primary key,
    at timestamptz not null,
    day date not null,
    company text not null,
    agent text not null,
    action text not null,
    action_id text,
    subject text,
    prompt text not null,
    prompt_version integer not null,
    provider text not null,
    model text not null,
    reserved_tokens bigint not null,
    reserved_usd numeric(14, 8),
    outcome text,
    input_tokens bigint,
    cached_input_tokens bigint,
    output_tokens bigint,
    estimated_tokens bigint,
    usd numeric(14, 8),
    latency_ms double precision,
    attempts integer,
    closed_at timestamptz
  );
  create index if not exists model_call_day on models.model_call (company, day);
  create index if not exists model_call_subject on models.model_call (subject) where subject is not null;
  create table if not exists models.model_spending (
    day date not null,
    company text not null,
    agent text not null,
    action text not null,
    tokens bigint not null default 0,
    usd numeric(14, 8) not null default 0,
    primary key (day, company, agent, action)
  );
`;

/** What a call is: set when it is opened, and by nobody afterwards. */
const OPENED =
  'id, at, day, company, agent, action, action_id, subject, prompt, prompt_version, provider, model, reserved_tokens, reserved_usd';
/** What becomes of it. */
const CLOSED =
  'outcome, model, input_tokens, cached_input_tokens, output_tokens, estimated_tokens, usd, latency_ms, attempts, closed_at';

/**
 * What a service that asks models may do: add calls, close them and move the sums of their day. It removes nothing and
 * cannot change whose a call was; outcomes and sums it can write again, so a budget binds a service and not whoever has
 * its role. Roles that had more before are cut back.
 */
export function ledgerGrants(role: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(role)) throw new Error(`"${role}" cannot be a role name.`);
  return [
    `grant usage on schema models to ${role};`,
    `revoke all on models.model_call, models.model_spending from ${role};`,
    `grant select, insert (${OPENED}), update (${CLOSED}) on models.model_call to ${role};`,
    `grant select, insert (day, company, agent, action), update (tokens, usd) on models.model_spending to ${role};`,
  ].join('\n');
}
