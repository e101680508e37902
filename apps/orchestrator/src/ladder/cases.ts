import type { PoolClient } from 'pg';
import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Tier } from '@salesagent/canon/sales';
import { isEarnable, type Decision } from '@salesagent/governance';
import type { DocketRow } from '../gate/docket-rows';

/** Roles of people; a decision made with none of them is a program's. */
const PEOPLE: readonly string[] = ['rep', 'manager', 'operations_vp'];

/** Notes what a person decided, in the transaction that uses the decision. Effects that are never earned leave no case. */
export async function notePersonsCase(
  client: PoolClient,
  row: DocketRow,
  { tier, wouldRunAlone }: { tier: Tier; wouldRunAlone: boolean },
  decision: Pick<Decision, 'by' | 'roles' | 'evidenceOpened' | 'decision' | 'edited'>,
  now: Date,
): Promise<void> {
  const { by, roles, evidenceOpened, edited } = decision;
  const isPerson = roles.some((r) => PEOPLE.includes(r)) && !roles.includes('service');
  const outcome = decision.decision === 'reject' ? 'rejected' : edited ? 'edited' : 'accepted';
  await note(client, row, tier, 'person', now, { by, isPerson, evidenceOpened, outcome, wouldRunAlone });
}

/** Notes that an action was permitted to run without a person. */
export function noteLoneCase(client: PoolClient, row: DocketRow, tier: Tier, now: Date): Promise<void> {
  return note(client, row, tier, 'alone', now, null);
}

/** Notes that an action left a subject alone, so that there is something to compare with. */
export function noteHeldOut(client: PoolClient, row: DocketRow, now: Date): Promise<void> {
  return note(client, row, 'T3', 'held-out', now, null);
}

interface ByPerson {
  by: string;
  isPerson: boolean;
  evidenceOpened: boolean;
  outcome: 'accepted' | 'edited' | 'rejected';
  wouldRunAlone: boolean;
}

async function note(
  client: PoolClient,
  row: DocketRow,
  tier: Tier,
  kind: 'person' | 'alone' | 'held-out',
  now: Date,
  person: ByPerson | null,
): Promise<void> {
  if (!isEarnable(row.effect)) return;
  await client.query(
    `insert into orchestrator.ladder_case (action_id, action, effect, tier, subject, opportunity_id, kind, at, by,
       is_person, evidence_opened, outcome, would_run_alone)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (action_id) do nothing`,
    [
      ...[row.action_id, row.action, row.effect, tier, row.subject, row.opportunity_id, kind, now],
      ...[person?.by, person?.isPerson, person?.evidenceOpened, person?.outcome, person?.wouldRunAlone],
    ],
  );
}

/** Notes what became of cases, in the consumer's transaction: carried out, taken back, the deal won. */
export async function noteForLadder(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  await noteExecutions(events, 'ActionExecuted', 'executed_at', client);
  await noteExecutions(events, 'ActionUndone', 'undone_at', client);
  const won = events.filter((e) => e.type === 'OpportunityWon');
  if (won.length > 0)
    await client.query(
      `update orchestrator.ladder_case c set won_at = w.at from unnest($1::text[], $2::timestamptz[]) as w(id, at)
       where c.opportunity_id = w.id and c.won_at is null and w.at >= c.at`,
      [won.map((e) => (e.data as { recordId: string }).recordId), won.map((e) => e.occurredAt)],
    );
}

async function noteExecutions(
  events: readonly IntegrationEvent[],
  type: 'ActionExecuted' | 'ActionUndone',
  column: 'executed_at' | 'undone_at',
  client: PoolClient,
): Promise<void> {
  const of = events.filter((e) => e.type === type);
  if (of.length === 0) return;
  await client.query(
    `update orchestrator.ladder_case c set ${column} = coalesce(c.${column}, e.at)
     from unnest($1::text[], $2::timestamptz[]) as e(id, at) where c.action_id = e.id`,
    [of.map((e) => (e.data as { actionId: string }).actionId), of.map((e) => e.recordedAt)],
  );
}
