import type { Account } from '../api/accounts.schema';
import { ACCOUNT_QUERY, toAccountRow, visibleAccount, type AccountRecord } from './accounts.view';
import { approvalRows, findApprovals } from './approval-rows';
import { approvalsByDeal, DEAL_COLUMNS, DEAL_TABLES } from './deals.view';
import { dealRows, standing, type DealRecord } from './deal-rows';
import { contactsWhere } from './contacts.view';
import { fieldValues, insightsOf, relatedRecords, type ViewSources } from './deal.view';
import { handoffsOf } from './handoffs.view';
import { visibleTo, type Reader } from './reader';
import { loadCurve } from './standing';
import { timeline } from './timeline.view';

const DEALS_SHOWN = 200;
const HISTORY_SHOWN = 500;

/** An account with its deals, people and history, its deals' history included; null when it is not there for this reader. */
export async function accountView(
  sources: ViewSources,
  reader: Reader,
  id: string,
  asOf: string,
): Promise<Account | null> {
  const { pool, sealer } = sources;
  const params: unknown[] = [id];
  const { rows } = await pool.query<AccountRecord>(
    `${ACCOUNT_QUERY} and a.record_id = $1 and ${visibleAccount(reader, params)}`,
    params,
  );
  const record = rows[0];
  if (!record) return null;
  const ref = `account/${id}`;
  const [deals, related, curve, openApprovals, handoffs] = await Promise.all([
    dealsOf(sources, reader, id),
    relatedRecords(sources, 'accountId', id),
    loadCurve(pool),
    approvalsByDeal(pool, reader),
    handoffsOf(pool, reader, { accountId: id }),
  ]);
  const dealRefs = deals.map((d) => `opportunity/${d.id}`);
  const [history, insights, contacts, approvals, rowsOfDeals] = await Promise.all([
    timeline(pool, sealer, reader.directory, {
      subjects: [ref, ...dealRefs, ...related.map((r) => r.ref)],
      limit: HISTORY_SHOWN,
    }),
    insightsOf(sources, [ref]),
    contactsWhere(sources, `m.fields->>'accountId' = $1`, [id]),
    approvalsAbout(sources, reader, [ref, ...dealRefs]),
    dealRows(
      pool,
      reader.directory,
      deals.map((deal) => standing(deal, { curve, asOf, openApprovals })),
    ),
  ]);
  return {
    account: toAccountRow(record, reader.directory),
    version: record.version,
    fields: await fieldValues(sources, reader, 'account', record.fields, history, ref),
    deals: rowsOfDeals,
    contacts,
    insights,
    approvals,
    handoffs,
    related,
    history,
  };
}

async function dealsOf({ pool }: ViewSources, reader: Reader, accountId: string): Promise<DealRecord[]> {
  const params: unknown[] = [accountId];
  const { rows } = await pool.query<DealRecord>(
    `select ${DEAL_COLUMNS} from ${DEAL_TABLES}
     where o.record_type = 'opportunity' and o.fields->>'accountId' = $1
       and ${visibleTo(reader, `o.fields->>'ownerId'`, params)}
     order by (o.fields->>'outcome' is not null), o.fields->>'closedAt' desc nulls first, o.record_id limit ${DEALS_SHOWN}`,
    params,
  );
  return rows;
}

async function approvalsAbout(sources: ViewSources, reader: Reader, subjects: string[]): Promise<Account['approvals']> {
  const { rows } = await findApprovals(sources.pool, reader, { subjects, limit: 200 });
  return approvalRows(sources.pool, reader, rows);
}
