import { restOfWeek } from '@salesagent/governance';
import type { Db } from '../gate/docket-rows';

/** Deals of the mirror that close from this business day to Sunday, as a condition on `m`, over `$1` and `$2`. */
const CLOSING = `m.record_type = 'opportunity' and m.fields ->> 'outcome' is null
  and m.fields ->> 'expectedCloseDate' between $1 and $2`;

/** Whether anything is queued that is about a deal that closes this week. */
export async function closingIsQueued(db: Db, today: string): Promise<boolean> {
  const { from, until } = restOfWeek(today);
  const { rows } = await db.query(
    `select from orchestrator.docket d join orchestrator.mirror m on m.record_id = d.opportunity_id
     where d.state = 'queued' and d.lane = 'person' and ${CLOSING} limit 1`,
    [from, until],
  );
  return rows.length > 0;
}

/**
 * Notes open questions about deals that close this week which the batch of the morning did not bring to whom they are
 * with: admitted since, asked for by somebody else, or escalated. For each person once.
 */
export async function noteClosing(db: Db, today: string, now: Date): Promise<void> {
  const { from, until } = restOfWeek(today);
  await db.query(
    `insert into orchestrator.interruption
       (interruption_id, kind, subject, account_id, opportunity_id, owner_id, action_id, asked_id, at)
     select 'closing-this-week/' || d.action_id || '/' || d.approver_id, 'closing-this-week',
       'opportunity/' || d.opportunity_id, d.account_id, d.opportunity_id, d.owner_id, d.action_id, d.approver_id, $3
     from orchestrator.docket d join orchestrator.mirror m on m.record_id = d.opportunity_id
     where d.state = 'open' and d.lane = 'person' and d.approver_id is not null and ${CLOSING}
       and (d.wave like 'closing/%' or d.escalated_to is not null
         or (d.wave like 'asked/%' and d.requested_by is distinct from d.approver_id))
     on conflict do nothing`,
    [from, until, now],
  );
}
