import {
  policyChanges,
  type PastProposal,
  type PastRuling,
  type PolicyFile,
  type PolicyOverride,
} from '@salesagent/governance';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { PolicyFiles } from '@salesagent/playbook';
import { pastFates } from './past-proposals';
import { backtest, type PolicyBacktest } from './policy-backtest';
import { differently, type Differently } from './policy-difference';
import { candidateOf } from './policy-candidate';
import {
  over,
  policyProposals,
  rejectedViewOf,
  STREAM,
  viewOf,
  type PolicyProposalView,
  type RejectedPolicyView,
} from './policy-proposals';
import { layered, policyInForce, putInForce, type PolicyInForce } from './policy-store';
import type { Signer } from './two-people';

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

  /** Proposals over the policy in force: what can still be signed, and the last that would wait, had nobody said no. */
  async proposals(): Promise<{ waiting: PolicyProposalView[]; rejected: RejectedPolicyView[] }> {
    const { pool } = this.store;
    const inForce = await policyInForce(pool);
    const standing = await over(pool, inForce);
    const [waiting, rejected] = [
      await policyProposals.waiting(pool, standing),
      await policyProposals.rejected(pool, standing),
    ];
    return {
      waiting: waiting.map((row) => viewOf(row, this.changesBy(row.override, inForce))),
      rejected: rejected.map(rejectedViewOf),
    };
  }

  /** @throws PolicyRefused when it has a mistake, would loosen the base, or changes nothing */
  async propose(file: PolicyFile, reason: string, who: Signer): Promise<PolicyProposalView> {
    const candidate = candidateOf(this.files(), file);
    const { version, override, provenance } = candidate;
    return this.store.transact([STREAM], async (tx) => {
      const inForce = await policyInForce(tx.client);
      const changes = policyChanges(inForce.policy, candidate.policy).map(({ path, words }) => ({ path, words }));
      const row = await policyProposals.propose(
        tx,
        { version, reason, who, at: this.clock.now() },
        await over(tx.client, inForce),
        {
          said: { file: candidate.file, override, changes },
          kept: {
            ...{ file: candidate.file, override: JSON.stringify(override) },
            provenance: JSON.stringify(provenance),
          },
        },
      );
      return viewOf(row, changes);
    });
  }

  /**
   * A second person puts a proposed policy in force. From this commit on every authorisation reads it, and every
   * question that stands is looked at again. @throws PolicyRefused
   */
  async sign(version: string, who: Signer): Promise<{ version: string; replaces: string; rechecked: number }> {
    return this.store.transact([STREAM], async (tx) => {
      const inForce = await policyInForce(tx.client);
      const row = await policyProposals.toSign(tx.client, version, await over(tx.client, inForce), who);
      const { policy, version: now_, baseProvenance, loosened } = layered(this.files(), row.override);
      if (now_ !== version || loosened.length > 0)
        throw policyProposals.changed('The playbooks have changed since it was proposed');
      await policyProposals.publish(tx, row, { who, at: this.clock.now() });
      const provenance = { ...baseProvenance, ...row.provenance };
      const rechecked = await putInForce(tx.client, { version, policy, provenance }, 'published');
      return { version, replaces: row.replaces, rechecked };
    });
  }

  /** Who may sign says no to a proposed policy, or who proposed it takes it back. @throws PolicyRefused */
  async reject(version: string, reason: string, who: Signer): Promise<RejectedPolicyView> {
    return this.store.transact([STREAM], async (tx) => {
      const inForce = await policyInForce(tx.client);
      const act = { version, reason, who, at: this.clock.now() };
      return rejectedViewOf(await policyProposals.reject(tx, act, await over(tx.client, inForce)));
    });
  }

  private changesBy(override: PolicyOverride, { policy }: PolicyInForce): ReturnType<typeof policyChanges> {
    return policyChanges(policy, layered(this.files(), override).policy);
  }
}
