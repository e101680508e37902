/** Of a proposal as it is kept, what does not depend on what it proposes. */
export interface ProposalRow {
  proposal_id: string;
  /** Counts those of its kind: which came last is not told by clocks, since two can come in one millisecond. */
  ordinal: number;
  version: string;
  replaces: string;
  reason: string;
  by: string;
  by_sub: string;
  proposed_at: Date;
  rejected_by: string | null;
  rejected_at: Date | null;
  rejection: string | null;
}

/** The columns of the above. */
export const PROPOSAL_COLUMNS = [
  ...(['proposal_id', 'ordinal', 'version', 'replaces', 'reason', 'by', 'by_sub'] as const),
  ...(['proposed_at', 'rejected_by', 'rejected_at', 'rejection'] as const),
] satisfies (keyof ProposalRow)[];

/** What a proposal is made over: the version in force, and the publication that stands; null where the files do. */
export interface Over {
  version: string;
  standsOn: string | null;
}

/** Who said no and why; `withdrawn` where it was whoever had proposed it. */
export interface Rejection {
  by: string;
  at: string;
  reason: string;
  withdrawn: boolean;
}

/** What every view of a proposal says. */
export function proposalOf({ proposal_id: proposalId, version, replaces, reason, by, proposed_at: at }: ProposalRow) {
  return { proposalId, version, replaces, reason, by, proposedAt: at.toISOString() };
}

/** Of a proposal that was rejected. */
export function rejectionOf({ by: proposedBy, rejected_by: by, rejected_at: at, rejection }: ProposalRow): Rejection {
  return { by: by!, at: at!.toISOString(), reason: rejection!, withdrawn: by === proposedBy };
}
