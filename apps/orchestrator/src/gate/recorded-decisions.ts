import type { Decision } from '@salesagent/governance';
import type { Change } from '@salesagent/canon/sales';
import type { EventStore, StoreTransaction } from '@salesagent/event-store';

/** A decision as it was recorded, with the edited change where there is one. */
export interface RecordedDecision extends Decision {
  change: Change | null;
  /** Absent: in the console, or by the command line. */
  via?: 'slack';
  /** That it was taken by this service and is as it was taken; see {@link DecisionSeal}. */
  seal?: string;
}

export const decisionStream = (decisionId: string): string => `decision/${decisionId}`;

/** The decision as the log holds it; null when the log holds none. */
export async function recordedDecision(
  log: Pick<StoreTransaction, 'read'> | EventStore,
  decisionId: string,
): Promise<RecordedDecision | null> {
  const [recorded] = await log.read(decisionStream(decisionId));
  return recorded ? (recorded.data as RecordedDecision) : null;
}
