import type { PlaybookFile } from '@salesagent/playbook';
import type { Db } from './docket-rows';
import type { InForce } from './playbook-in-force';

export const STREAM = 'playbook';

/** What whoever proposes it was shown of what it changes. */
export interface AffectedCounts {
  subjects: number;
  deals: number;
}

export interface PlaybookProposalView {
  proposalId: string;
  version: string;
  replaces: string;
  digest: string;
  reason: string;
  by: string;
  proposedAt: string;
  changes: string[];
  affected: AffectedCounts | null;
}

/** A proposal as it is kept. */
export interface ProposalRow {
  proposal_id: string;
  version: string;
  replaces: string;
  digest: string;
  files: PlaybookFile[];
  changes: string[];
  affected: AffectedCounts | null;
  reason: string;
  by: string;
  by_sub: string;
  proposed_at: Date;
}

/**
 * What can still be signed, the newest first: proposed over the publication in force, or over none where there is none, and
 * over its very version. That a version comes back does not bring back what was proposed over it before.
 */
export async function pendingProposals(db: Db, { playbook, published }: InForce): Promise<ProposalRow[]> {
  const { rows } = await db.query<ProposalRow>(
    `select * from orchestrator.playbook_proposal
     where signed_at is null and replaces = $1 and stands_on is not distinct from $2 order by proposed_at desc`,
    [playbook.version, published?.proposalId ?? null],
  );
  return rows;
}

/** The newest proposal of a version that can still be signed. */
export async function pendingOf(db: Db, version: string, inForce: InForce): Promise<ProposalRow | null> {
  return (await pendingProposals(db, inForce)).find((row) => row.version === version) ?? null;
}

export function viewOf(row: ProposalRow): PlaybookProposalView {
  const { version, replaces, digest, reason, by, changes, affected } = row;
  const { proposal_id: proposalId, proposed_at: proposedAt } = row;
  return { proposalId, version, replaces, digest, reason, by, proposedAt: proposedAt.toISOString(), changes, affected };
}
