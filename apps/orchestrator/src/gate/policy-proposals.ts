import type { PolicyOverride, Provenance } from '@salesagent/governance';
import type { Db } from './docket-rows';
import { PolicyRefused } from './policy-candidate';
import { lastSigned, type PolicyInForce } from './policy-store';
import { proposalOf, rejectionOf, type Over, type ProposalRow, type Rejection } from './proposal-row';
import { Proposals } from './proposals';

export interface PolicyProposalView extends ReturnType<typeof proposalOf> {
  file: string;
  changes: Changes;
}

export interface RejectedPolicyView extends ReturnType<typeof proposalOf> {
  file: string;
  rejection: Rejection;
}

type Changes = { path: string; words: string }[];

interface PolicyProposalTold extends ProposalRow {
  file: string;
}

interface PolicyProposalRow extends PolicyProposalTold {
  override: PolicyOverride;
  provenance: Provenance;
}

export const STREAM = 'policy';

export const policyProposals = new Proposals<'policy', PolicyProposalTold, PolicyProposalRow>({
  what: STREAM,
  table: 'policy_proposal',
  told: ['file'],
  events: { proposed: 'PolicyProposed', published: 'PolicyPublished', rejected: 'PolicyRejected' },
  changed: 'Another policy was published since it was proposed',
  proposeAgain: 'Look at `salesagent policy diff FILE` and propose it again.',
  Refused: PolicyRefused,
});

/** What is proposed now is proposed over this. */
export const over = async (db: Db, { version }: PolicyInForce): Promise<Over> => ({
  version,
  standsOn: await lastSigned(db),
});

export const viewOf = (row: PolicyProposalRow, changes: Changes): PolicyProposalView => ({
  ...{ ...proposalOf(row), file: row.file },
  changes: changes.map(({ path, words }) => ({ path, words })),
});

export const rejectedViewOf = (row: PolicyProposalTold): RejectedPolicyView => ({
  ...{ ...proposalOf(row), file: row.file },
  rejection: rejectionOf(row),
});
