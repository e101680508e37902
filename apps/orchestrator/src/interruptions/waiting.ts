import type { InterruptionKind } from '@salesagent/governance';
import type { Db } from '../gate/docket-rows';

/** What may interrupt somebody and has not been settled. */
export interface Waiting {
  interruption_id: string;
  kind: InterruptionKind;
  subject: string;
  account_id: string | null;
  opportunity_id: string | null;
  owner_id: string | null;
  action_id: string | null;
  asked_id: string | null;
  at: Date;
  /** As the database says it, to the microsecond. */
  at_text: string;
}

/** Interruptions looked at together. */
const PAGE = 200;

/** The next of those that wait, oldest first. */
export async function waitingAfter(db: Db, last: Waiting | undefined): Promise<Waiting[]> {
  const { rows } = await db.query<Waiting>(
    `select *, at::text as at_text from orchestrator.interruption
     where state = 'waiting' and ($1::timestamptz is null or (at, interruption_id) > ($1, $2))
     order by at, interruption_id limit ${PAGE}`,
    [last?.at_text ?? null, last?.interruption_id ?? null],
  );
  return rows;
}
