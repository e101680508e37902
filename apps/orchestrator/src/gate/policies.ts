import { eventId } from '@salesagent/canon/events';
import {
  policyChanges,
  type PastProposal,
  type PastRuling,
  type PolicyFile,
  type PolicyOverride,
  type Provenance,
} from '@salesagent/governance';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { PolicyFiles } from '@salesagent/playbook';
import type { Db } from './docket-rows';
import { pastFates } from './past-proposals';
import { backtest, type PolicyBacktest } from './policy-backtest';
import { differently, type Differently } from './policy-difference';
import { candidateOf, PolicyRefused } from './policy-candidate';
import { lastSigned, layered, policyInForce, putInForce } from './policy-store';
import { actEvent, isSamePerson, nameOf, type Signer } from './two-people';

const STREAM = 'policy';

export interface PolicyProposalView {
  proposalId: string;
  version: string;
  replaces: string;
  file: string;
  reason: string;
  by: string;
  proposedAt: string;
  changes: { path: string; words: string }[];
}

export interface PolicyDiff {
  inForce: string;
  candidate: string;
  changes: ReturnType<typeof policyChanges>;
  waiting: Differently;
  recent: Differently & { days: number };
}

/** Policies of a company: what another one would decide, proposing one, and signing it as a second person. */
export class Policies {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly files: () => PolicyFiles,
  ) {}

  /** What a company policy would do otherwise; without `file` the company's own of the playbooks. @throws PolicyRefused */
  async diff(file: PolicyFile | null, days: number): Promise<PolicyDiff> {
    const candidate = candidateOf(this.files(), file);
    const inForce = await policyInForce(this.store.pool);
    const now = this.clock.now();
    const since = new Date(now.getTime() - days * 86_400_000);
    return {
      inForce: inForce.version,
      candidate: candidate.version,
      changes: policyChanges(inForce.policy, candidate.policy),
      waiting: await differently(this.store.pool, inForce.policy, candidate.policy, { now }),
      recent: { days, ...(await differently(this.store.pool, inForce.policy, candidate.policy, { since, now })) },
    };
  }

  /** What a policy would have asked of people since a day. @throws PolicyRefused */
  async backtest(file: PolicyFile | null, from: string | null): Promise<PolicyBacktest> {
    const { policy, version } = candidateOf(this.files(), file);
    return backtest(this.store.pool, policy, version, from);
  }

  /**
   * What a policy (without a file, the one in force) and the docket would have made of proposals of the past.
   * @throws PolicyRefused
   */
  async past(
    file: PolicyFile | null,
    proposals: readonly PastProposal[],
    to: string,
  ): Promise<{ version: string; fates: Record<string, PastRuling> }> {
    const { pool } = this.store;
    const { policy, version } = file === null ? await policyInForce(pool) : candidateOf(this.files(), file);
    return { version, fates: await pastFates(pool, policy, proposals, to) };
  }

  /** Proposals that can still be signed, newest first. */
  async waiting(): Promise<PolicyProposalView[]> {
    const { version, policy } = await policyInForce(this.store.pool);
    const rows = await pendingProposals(this.store.pool, version);
    return rows.map((row) => viewOf(row, policyChanges(policy, layered(this.files(), row.override).policy)));
  }

  /** @throws PolicyRefused when it has a mistake, would loosen the base, or changes nothing */
  async propose(file: PolicyFile, reason: string, who: Signer): Promise<PolicyProposalView> {
    const candidate = candidateOf(this.files(), file);
    const { version, override, provenance } = candidate;
    return this.store.transact([STREAM], async (tx) => {
      const inForce = await policyInForce(tx.client);
      if (version === inForce.version)
        throw new PolicyRefused(
          'nothing-changes',
          `This is the policy in force (${version}); there is nothing to sign`,
        );
      const pending = await pendingOf(tx.client, version, inForce.version);
      const changes = policyChanges(inForce.policy, candidate.policy);
      if (pending) {
        if (pending.by_sub === who.sub) return viewOf(pending, changes);
        throw new PolicyRefused(
          'already-proposed',
          `${pending.by} has proposed policy ${version} already`,
          `Sign it: salesagent policy sign ${version}`,
        );
      }
      const by = nameOf(who);
      const now = this.clock.now();
      const standsOn = await lastSigned(tx.client);
      const over = `${inForce.version} ${standsOn}`;
      const proposalId = eventId(`${by} ${now.toISOString()} ${over}`, version, 'PolicyProposed');
      const data = {
        ...{ proposalId, version, replaces: inForce.version, by, reason, file: candidate.file },
        ...{ override, changes: changes.map(({ path, words }) => ({ path, words })) },
      };
      await tx.append(STREAM, 'any', [actEvent(STREAM, 'PolicyProposed', { askedAs: proposalId, by, at: now }, data)]);
      const { rows } = await tx.client.query<ProposalRow>(
        `insert into orchestrator.policy_proposal (proposal_id, version, replaces, file, override, provenance, reason, by,
           by_sub, proposed_at, stands_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning *`,
        [
          ...[proposalId, version, inForce.version, candidate.file, JSON.stringify(override)],
          ...[JSON.stringify(provenance), reason, by, who.sub, now, standsOn],
        ],
      );
      return viewOf(rows[0]!, changes);
    });
  }

  /**
   * A second person puts a proposed policy in force. From this commit on every authorisation reads it, and every
   * question that stands is looked at again. @throws PolicyRefused
   */
  async sign(version: string, who: Signer): Promise<{ version: string; replaces: string; rechecked: number }> {
    return this.store.transact([STREAM], async (tx) => {
      const inForce = await policyInForce(tx.client);
      const row = await pendingOf(tx.client, version, inForce.version);
      if (!row) throw await this.notWaiting(tx.client, version, inForce.version);
      const by = nameOf(who);
      if (isSamePerson({ sub: row.by_sub, name: row.by }, who))
        throw new PolicyRefused('same-person', 'Whoever proposed a policy does not sign it: a second person does');
      const { policy, version: now_, baseProvenance, loosened } = layered(this.files(), row.override);
      if (now_ !== version || loosened.length > 0)
        throw new PolicyRefused('policy-changed', 'The playbooks have changed since it was proposed', PROPOSE_AGAIN);
      const now = this.clock.now();
      const { proposal_id: proposalId, replaces } = row;
      const data = { proposalId, version, replaces, proposedBy: row.by, by, reason: row.reason };
      await tx.append(STREAM, 'any', [actEvent(STREAM, 'PolicyPublished', { askedAs: proposalId, by, at: now }, data)]);
      await tx.client.query(
        `update orchestrator.policy_proposal set signed_by = $2, signed_at = $3,
           signature = (select coalesce(max(signature), 0) + 1 from orchestrator.policy_proposal)
         where proposal_id = $1`,
        [proposalId, by, now],
      );
      const provenance = { ...baseProvenance, ...row.provenance };
      const rechecked = await putInForce(tx.client, { version, policy, provenance }, 'published');
      return { version, replaces, rechecked };
    });
  }

  private async notWaiting(db: Db, version: string, inForce: string): Promise<PolicyRefused> {
    if (version === inForce) return new PolicyRefused('nothing-changes', `Policy ${version} is in force`);
    const { rows } = await db.query('select from orchestrator.policy_proposal where version = $1 limit 1', [version]);
    return rows.length > 0
      ? new PolicyRefused('policy-changed', 'Another policy was published since it was proposed', PROPOSE_AGAIN)
      : new PolicyRefused('unknown-proposal', `No policy ${version} is proposed`, 'See `salesagent policy show`.');
  }
}

const PROPOSE_AGAIN = 'Look at `salesagent policy diff FILE` and propose it again.';

interface ProposalRow {
  proposal_id: string;
  version: string;
  replaces: string;
  file: string;
  override: PolicyOverride;
  provenance: Provenance;
  reason: string;
  by: string;
  by_sub: string;
  proposed_at: Date;
}

/**
 * What can still be signed, the newest first: proposed over the policy in force and over the signature that stands. That
 * a version comes back does not bring back what was proposed over it before.
 */
async function pendingProposals(db: Db, inForce: string): Promise<ProposalRow[]> {
  const { rows } = await db.query<ProposalRow>(
    `select * from orchestrator.policy_proposal
     where signed_at is null and replaces = $1 and stands_on is not distinct from $2 order by proposed_at desc`,
    [inForce, await lastSigned(db)],
  );
  return rows;
}

/** The newest proposal of a version that can still be signed. */
async function pendingOf(db: Db, version: string, inForce: string): Promise<ProposalRow | null> {
  return (await pendingProposals(db, inForce)).find((row) => row.version === version) ?? null;
}

function viewOf(row: ProposalRow, changes: { path: string; words: string }[]): PolicyProposalView {
  return {
    ...{ proposalId: row.proposal_id, version: row.version, replaces: row.replaces, file: row.file },
    ...{ reason: row.reason, by: row.by, proposedAt: row.proposed_at.toISOString() },
    changes: changes.map(({ path, words }) => ({ path, words })),
  };
}
