import type { PlaybookFile } from '@salesagent/playbook';
import type { InForce } from './playbook-in-force';
import { PlaybookRefused } from './playbook-store';
import { proposalOf, rejectionOf, type Over, type ProposalRow, type Rejection } from './proposal-row';
import { Proposals } from './proposals';

/** What whoever proposes it was shown of what it changes. */
export interface AffectedCounts {
  subjects: number;
  deals: number;
}

export interface PlaybookProposalView extends ReturnType<typeof proposalOf> {
  digest: string;
  changes: string[];
  affected: AffectedCounts | null;
}

export interface RejectedPlaybookView extends PlaybookProposalView {
  rejection: Rejection;
}

interface PlaybookProposalTold extends ProposalRow {
  digest: string;
  changes: string[];
  affected: AffectedCounts | null;
}

interface PlaybookProposalRow extends PlaybookProposalTold {
  files: PlaybookFile[];
}

export const STREAM = 'playbook';

export const playbookProposals = new Proposals<'playbook', PlaybookProposalTold, PlaybookProposalRow>({
  what: STREAM,
  table: 'playbook_proposal',
  told: ['digest', 'changes', 'affected'],
  events: { proposed: 'PlaybookProposed', published: 'PlaybookPublished', rejected: 'PlaybookRejected' },
  changed: 'Another playbook was put in force since it was proposed',
  proposeAgain: 'Look at `salesagent playbook publish --dry-run` and propose it again.',
  Refused: PlaybookRefused,
});

/** What is proposed now is proposed over this. */
export const over = ({ playbook, published }: InForce): Over => ({
  version: playbook.version,
  standsOn: published?.proposalId ?? null,
});

export function viewOf(row: PlaybookProposalTold): PlaybookProposalView {
  const { digest, changes, affected } = row;
  return { ...proposalOf(row), digest, changes, affected };
}

export const rejectedViewOf = (row: PlaybookProposalTold): RejectedPlaybookView => ({
  ...viewOf(row),
  rejection: rejectionOf(row),
});
