import type { Priority } from '../hosted/port';
import type { SalesforceSession } from './session';
import { soql, type Select } from './soql';
import type { RestRecord } from './values';

interface QueryPage {
  records: RestRecord[];
  done: boolean;
  nextRecordsUrl?: string;
}

export interface QueryAnswer {
  records: RestRecord[];
  /** The CRM's time when the first page was made. */
  at: Date;
}

/**
 * All records of one query. A page may hold fewer than the limit of the query: Salesforce makes it smaller where
 * records are wide, so the rest is followed to its end.
 * @param resource `queryAll` tells deleted and merged records too.
 */
export async function query(
  session: SalesforceSession,
  select: Select,
  priority: Priority,
  resource: 'query' | 'queryAll' | 'tooling/query' = 'query',
): Promise<QueryAnswer> {
  const path = `/${resource}?q=${encodeURIComponent(soql(select))}`;
  const first = await session.request<QueryPage>({ method: 'GET', path, priority });
  const records = first.body.records;
  let next = first.body.done ? undefined : first.body.nextRecordsUrl;
  while (next) {
    const page = (await session.request<QueryPage>({ method: 'GET', path: next, priority })).body;
    records.push(...page.records);
    next = page.done ? undefined : page.nextRecordsUrl;
  }
  return { records, at: session.timeOf(first.headers) };
}
