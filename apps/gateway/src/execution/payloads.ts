import type { Pool, PoolClient } from 'pg';
import type { IntegrationEvent, Proposal } from '@salesagent/canon/events';
import { parseActionId, type Change } from '@salesagent/canon/sales';
import { ERASED_CHANGE } from '../personal-data/erased';
import { effectProblem, FIRST_TIERING, proposalDigest } from '@salesagent/governance';

/** What was proposed or approved, kept until a permit asks for it by digest. Personal values stay sealed. */
export interface Payload {
  change: Change;
  proposal: Subject;
  receivedAt: Date;
  /** It named a person who was erased since: nothing of the change is left. */
  erased: boolean;
}

/** Whose and what a change is: what the kill switch asks for. */
export type Subject = Pick<Proposal, 'subject' | 'accountId'> & { agent: string; action: string };

/** Topics that carry payloads. */
export const PAYLOAD_TOPICS = ['agents.action', 'gate.action'];

interface PayloadRow {
  action_id: string;
  digest: string;
  proposal: Proposal | null;
  change: Change;
}

/** Stores the payloads of a batch of events: proposals, and changes that an approver edited. */
export async function storePayloads(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  const rows = events.flatMap((event): PayloadRow[] => {
    if (event.type === 'ActionProposed') {
      const proposal = event.data as Proposal;
      return [{ action_id: proposal.actionId, digest: proposal.digest, proposal, change: proposal.change }];
    }
    if (event.type !== 'ActionApproved') return [];
    const { actionId, digest, edited } = event.data as { actionId: string; digest: string; edited?: Change };
    return edited ? [{ action_id: actionId, digest, proposal: null, change: edited }] : [];
  });
  if (rows.length === 0) return;
  await client.query(
    `insert into gateway.payload (action_id, digest, proposal, change)
     select action_id, digest, proposal, change
     from jsonb_to_recordset($1::jsonb) as x(action_id text, digest text, proposal jsonb, change jsonb)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

/** The payload is not here (yet): the bus is behind, so the caller tries again. */
export class PayloadMissing extends Error {
  override readonly name = 'PayloadMissing';
  constructor(actionId: string, digest: string) {
    super(
      `The change of ${actionId} with digest ${digest.slice(0, 12)}… has not arrived over the bus yet; trying again.`,
    );
  }
}

/** The payload is not what it is filed under, or may not be executed as what it claims to be. */
export class PayloadMismatch extends Error {
  override readonly name = 'PayloadMismatch';
}

/** The change a digest stands for. @throws PayloadMissing, PayloadMismatch */
export async function loadPayload(pool: Pool, actionId: string, digest: string): Promise<Payload> {
  const { rows } = await pool.query<{ change: Change; proposal: Proposal | null; received_at: Date }>(
    `select p.change, coalesce(p.proposal, o.proposal) as proposal, p.received_at
     from gateway.payload p
     left join lateral (select proposal from gateway.payload o where o.action_id = p.action_id and o.proposal is not null limit 1) o on true
     where p.action_id = $1 and p.digest = $2`,
    [actionId, digest],
  );
  const row = rows[0];
  const { action, subject } = parseActionId(actionId);
  // The first tiering is proposed by no agent: what operations signed is all there is.
  const signed: Subject | null =
    action === FIRST_TIERING ? { subject, accountId: null, agent: 'orchestrator', action } : null;
  const proposal = row?.proposal ?? signed;
  if (!row || !proposal) throw new PayloadMissing(actionId, digest);
  const { change, received_at: receivedAt } = row;
  if ((change as { kind: string }).kind === ERASED_CHANGE.kind) return { change, proposal, receivedAt, erased: true };
  if (proposalDigest({ action, subject: proposal.subject, change }) !== digest) {
    throw new PayloadMismatch(
      `The stored change of ${actionId} is not what its digest stands for; it is not executed.`,
    );
  }
  // No person has seen an insight: whatever a permit says, it writes nothing that belongs to people.
  if (row.proposal?.effect === 'insight') {
    const problem = effectProblem({ ...row.proposal, change });
    if (problem !== null) throw new PayloadMismatch(`${actionId} is not executed: ${problem}.`);
  }
  return { change, proposal, receivedAt, erased: false };
}
