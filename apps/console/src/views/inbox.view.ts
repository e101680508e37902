import type { Inbox } from '../api/approvals.schema';
import {
  approvalRows,
  decidability,
  DECIDABLE,
  findApprovals,
  ROW_COLUMNS,
  visibleApproval,
  type ApprovalRecord,
} from './approval-rows';
import { approvalsInFull } from './approval.view';
import type { ViewSources } from './deal.view';
import { AS_IT_IS, type ShownInstead } from '../upstream/shown-instead';
import { cannotDecide, type Reader } from './reader';

/** Attention is finite: a manager or operations sees ten matters at a time, a rep what the docket admitted. */
const MOST = 10;
const DONE_SHOWN = 10;

/** What waits for this reader, best expected value first, their own before what they may decide for others. */
export async function inboxView(
  sources: ViewSources,
  reader: Reader,
  asOf: string,
  shownInstead: ShownInstead = AS_IT_IS,
): Promise<Inbox> {
  const mine = await decidable(sources, reader);
  const shownNow = shownToday(mine);
  const [items, done, queued] = await Promise.all([
    approvalsInFull(
      sources,
      reader,
      shownNow.map((r) => r.action_id),
      true,
      shownInstead,
    ),
    recentlyDone(sources, reader),
    findApprovals(sources.pool, reader, { state: 'queued', limit: 1 }),
  ]);
  return {
    asOf,
    items,
    waiting: mine.length - shownNow.length + queued.total,
    doneForYou: await approvalRows(sources.pool, reader, done),
  };
}

/** What of all that could be decided is shown today. */
export function shownToday<T>(waiting: readonly T[]): T[] {
  return waiting.slice(0, MOST);
}

/** Open approvals this reader may decide, in the order they should be read. */
export async function decidable({ pool }: Pick<ViewSources, 'pool'>, reader: Reader): Promise<ApprovalRecord[]> {
  const params: unknown[] = [];
  const { rows } = await pool.query<ApprovalRecord>(
    `select ${ROW_COLUMNS} from console.approval a
     where ${DECIDABLE} and a.state = 'awaiting' and ${visibleApproval(reader, params)}
     order by a.expected_value desc, a.action_id`,
    params,
  );
  const me = reader.principal.personId;
  const own = (r: ApprovalRecord): boolean => me !== null && r.approver?.personId === me;
  const allowed = rows.filter((r) => cannotDecide(reader, decidability(r)) === null);
  return [...allowed.filter(own), ...allowed.filter((r) => !own(r))];
}

async function recentlyDone({ pool }: ViewSources, reader: Reader): Promise<ApprovalRecord[]> {
  const params: unknown[] = [];
  const { rows } = await pool.query<ApprovalRecord>(
    `select ${ROW_COLUMNS} from console.approval a
     where ${DECIDABLE} and a.state in ('executed', 'undone', 'rejected') and ${visibleApproval(reader, params)}
     order by a.state_since desc, a.action_id limit ${DONE_SHOWN}`,
    params,
  );
  return rows;
}
