/** The proposal before, of the same action about the same subject. */
export interface ProposalBefore {
  /** Who asked for it, oldest first; person ids or sign-ins. */
  askers: readonly string[];
  /** Action id of what superseded it; null while nothing has. */
  supersededBy: string | null;
  /** It was carried out, turned down or handed over as prepared: what was asked for has had its answer. */
  answered: boolean;
}

/**
 * Who asked for a proposal, oldest first: whoever asked the agent since the one before, and whoever asked for that one
 * where this takes its place – it supersedes it, or nobody had answered it when it was taken back or its time was over.
 * Else a person could ask, move a fact, and be the second pair of eyes for what the agent then makes of their request.
 */
export function askersOf(actionId: string, asked: readonly string[], before: ProposalBefore | null): string[] {
  const inherits = before !== null && (before.supersededBy === actionId || !before.answered);
  return [...new Set([...(inherits ? before.askers : []), ...asked])];
}
