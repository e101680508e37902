import { v5 as uuidv5 } from 'uuid';
import {
  editProblem,
  isOwn,
  mayTake,
  proposalDigest,
  rolesAsked,
  samePerson,
  type ApproverRole,
} from '@salesagent/governance';
import type { Change } from '@salesagent/canon/sales';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { Checks } from '../ladder/checks';
import { awayUntil } from './absences';
import type { Delivered, DecisionDelivery } from './decision-delivery';
import { DecisionRefused } from './decision-refused';
import { askersOfRow, docketRow, type DocketRow } from './docket-rows';
import { factsVersion } from './authorizing';
import type { DecisionSeal } from './decision-seal';
import { decisionStream, recordedDecision, type RecordedDecision } from './recorded-decisions';
import { gateEvent } from './gate-log';
import { Surroundings } from './people';
import { policyInForce } from './policy-store';
import { earnedAutonomy, momentOf, rulingOf } from './rulings';

export interface DecisionRequest {
  actionId: string;
  decision: 'approve' | 'reject';
  /** Digest the person was shown. */
  digest: string;
  evidenceOpened: boolean;
  reason?: string | undefined;
  edited?: Change | undefined;
  /** Where it was taken, when not in the console or by the command line. */
  via?: 'slack';
}

/** Who decides: verified by the API before it comes here. */
export interface DecidedBy {
  sub: string;
  personId: string | null;
  roles: readonly string[];
}

export interface DecisionAnswer {
  decisionId: string;
  actionId: string;
  digest: string;
  /** `checked`: it had been made wrong on purpose; nothing follows, and the proposal itself still waits. */
  state: Delivered['state'] | 'checked';
  message: string;
}

const NAMESPACE = '0f9f3a52-52a1-5a0b-9a2f-4d1f0c6a7b11';

/**
 * The only place where a decision is accepted: it is held against who decides and what they were shown, written to
 * the log, and only its id goes to the gate. Sending the same decision again is the same decision.
 */
export class Decisions {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly delivery: DecisionDelivery,
    private readonly seal: DecisionSeal,
    private readonly checks: Checks,
  ) {}

  /** @throws DecisionRefused */
  async take(request: DecisionRequest, who: DecidedBy): Promise<DecisionAnswer> {
    const checked = await this.checks.answer(request, who);
    if (checked) {
      const { actionId, digest } = request;
      return { decisionId: `known-bad/${actionId}`, actionId, digest, state: 'checked', message: checked.message };
    }
    const { decisionId, actionId, digest } = await this.record(request, who);
    return { decisionId, actionId, digest, ...(await this.delivery.answer(decisionId, actionId)) };
  }

  /** Holds a decision against who decides and what they were shown, and writes it down. @throws DecisionRefused */
  async record(request: DecisionRequest, who: DecidedBy): Promise<RecordedDecision> {
    const { actionId } = request;
    const row = await docketRow(this.store.pool, actionId);
    if (!row) throw new DecisionRefused('unknown-action', `There is no proposal ${actionId}`);
    if (request.decision === 'reject' && !request.reason?.trim())
      throw new DecisionRefused('bad-request', 'Say why: a rejection needs a reason');
    const { policy, version: policyVersion } = await policyInForce(this.store.pool);
    const around = await Surroundings.of(this.store.pool, [row]);
    const first =
      row.first_decision_id === null
        ? null
        : this.seal.examine(await recordedDecision(this.store, row.first_decision_id)).decision;
    const edited = this.changeOf(row, request, first);
    if (edited !== null && request.via === 'slack')
      throw new DecisionRefused('bad-request', 'It was edited since it was told here; look at it in the console');
    const moment = await momentOf(this.store.pool, this.clock.now());
    const ruling = rulingOf(row, policy, around, await earnedAutonomy(this.store.pool), moment, edited);
    const people = around.responsible(row);
    const roles = rolesAsked(ruling, edited !== null, row.escalated_to);
    if (!mayTake(roles, people, who)) {
      const until = await awayUntil(this.store.pool, who.personId);
      if (until !== null)
        throw new DecisionRefused('not-approver', `You are away until ${until}; end your absence to decide again`);
      throw new DecisionRefused(
        'not-approver',
        `This is for ${inWords(roles)} to decide${edited && request.edited ? ' as it is edited' : ''}`,
      );
    }
    if (edited && ruling.mode === 'prepare')
      throw new DecisionRefused('bad-request', `As it is edited it may only be prepared: ${ruling.why.join('; ')}`);
    const digest = edited ? proposalDigest({ action: row.action, subject: row.subject, change: edited }) : row.digest;
    const recordVersion = await factsVersion(this.store.pool, row.subject);
    const by = who.personId ?? who.sub;
    const own = first !== null && samePerson(first, { ...who, by });
    const seconds = own ? (first.seconds ?? null) : (first?.decisionId ?? null);
    const bound = [actionId, who.sub, request.decision, digest, String(recordVersion), policyVersion];
    // Asked anew, it is another question: the answer to the one before is no answer to it.
    if (row.asked > 1) bound.push(`asked ${row.asked} times`);
    const decision: RecordedDecision = {
      decisionId: uuidv5([...bound, ...(seconds === null ? [] : [seconds])].join('\n'), NAMESPACE),
      actionId,
      decision: request.decision,
      digest,
      by,
      sub: who.sub,
      personId: who.personId,
      roles: who.roles,
      evidenceOpened: request.evidenceOpened,
      reason: request.reason?.trim() ?? null,
      recordVersion,
      policyVersion,
      expiresAt: (row.expires_at ?? new Date(this.clock.now().getTime() + 86_400_000)).toISOString(),
      edited: edited !== null,
      seconds,
      change: edited,
      ...(request.via ? { via: request.via } : {}),
    };
    // Sent again: it is the decision that stands.
    if (decision.decisionId === first?.decisionId) return decision;
    if (request.digest !== (first?.digest ?? row.digest))
      throw new DecisionRefused('digest-mismatch', 'The proposal has changed since it was shown; open it again');
    if (request.decision === 'approve') {
      if (own)
        throw new DecisionRefused('same-person', 'You approved it as the first of two; a second person is asked');
      if (isOwn(ruling, people, decision, askersOfRow(row)))
        throw new DecisionRefused('self-approval', 'You asked for it; somebody else has to approve it');
    }
    await this.append(decision, row);
    return decision;
  }

  private async append(decision: RecordedDecision, row: DocketRow): Promise<void> {
    const stream = decisionStream(decision.decisionId);
    const now = this.clock.now();
    await this.store.transact([stream], async (tx) => {
      const known = await tx.client.query('select from orchestrator.decision where decision_id = $1', [
        decision.decisionId,
      ]);
      if (known.rows.length > 0) return;
      if (row.state !== 'admitted' && row.state !== 'open') {
        const decided = row.state === 'approved' || row.state === 'executed' || row.state === 'rejected';
        throw new DecisionRefused(
          decided ? 'already-decided' : 'not-open',
          `Nothing is asked here any more: the proposal is ${row.state}${row.reason ? ` (${row.reason})` : ''}`,
          row.state,
        );
      }
      if (row.expires_at !== null && row.expires_at <= now)
        throw new DecisionRefused(
          'expired',
          'The time to decide is over; the agent will propose again if it still holds',
        );
      const origin = { actor: decision.by, occurrence: decision.decisionId };
      const sealed = { ...decision, seal: this.seal.of(decision) };
      await tx.append(stream, 'none', [gateEvent('DecisionRecorded', decision.actionId, sealed, now, origin)]);
      await tx.client.query(
        `insert into orchestrator.decision (decision_id, action_id, recorded_at, body) values ($1, $2, $3, $4)`,
        [decision.decisionId, decision.actionId, now, JSON.stringify({ ...decision, change: null })],
      );
    });
  }

  /** What is decided on instead of the proposal's own change: an edit, or what the first of two approved. */
  private changeOf(row: DocketRow, request: DecisionRequest, first: RecordedDecision | null): Change | null {
    const { edited } = request;
    if (request.decision === 'reject' || edited === undefined)
      return first !== null && request.digest === first.digest ? first.change : null;
    const problem = row.change === null ? 'a batch is signed as it is' : editProblem(row.change, edited);
    if (problem !== null) throw new DecisionRefused('bad-request', `This edit cannot be approved: ${problem}`);
    const digest = proposalDigest({ action: row.action, subject: row.subject, change: edited });
    return digest === row.digest ? null : edited;
  }
}

const APPROVER_WORDS = {
  owner: 'the owner of the account or the deal, or their manager',
  manager: 'the owner’s manager',
  operations_vp: 'operations',
} as const;

const inWords = (roles: readonly ApproverRole[]): string =>
  [...new Set(roles)].map((role) => APPROVER_WORDS[role]).join(', or ');
