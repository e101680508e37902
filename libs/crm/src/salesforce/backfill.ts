import { parse } from 'csv-parse/sync';
import type { HostedPage, HostedRecord, Quota, Selection, Timing } from '../hosted/port';
import { readBackfillCursor, writeBackfillCursor, type BackfillCursor } from './backfill-cursor';
import type { Catalog } from './catalog';
import { query } from './queries';
import { Refusal } from './refusal';
import { QUERY_JOBS, type SalesforceSession } from './session';
import { quoted, soql } from './soql';
import { csvValue, hostedRecord, SYSTEM_FIELDS, type RestRecord } from './values';

interface JobInfo {
  id: string;
  state: 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed';
}

/** First and longest wait between two looks at a job, in milliseconds. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** Objects that the Bulk API does not know answer so; they are small and are read by Id. */
const NOT_FOR_BULK = new Set(['API_ERROR', 'INVALIDENTITY', 'FEATURENOTENABLED', 'INVALID_ENTITY']);

/**
 * Every live record of one object by a Bulk API 2.0 query job. The cursor holds the job and the locator of the next
 * set, which stays the same as long as the job exists: seven days. After that a new job begins from the start, since
 * results have no order. A job that failed is replaced by reading in the order of Id.
 */
export class Backfill {
  constructor(
    private readonly session: SalesforceSession,
    private readonly catalog: Catalog,
    private readonly timing: Timing,
    private readonly quota: Quota,
    /** Most records in one page. */
    private readonly pageSize: number,
  ) {}

  async page(selection: Selection, text: string | null): Promise<HostedPage> {
    if (text === null) return this.begin(selection);
    const cursor = readBackfillCursor(text);
    if (cursor.by === 'id') return this.byId(selection, cursor.after);
    try {
      // A locator was given with results, so the job was complete: it is not asked for before every page.
      const complete = cursor.locator !== null || (await this.completed(cursor.job));
      if (!complete) return going({ by: 'id', after: null });
      return await this.results(selection, cursor);
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return this.begin(selection);
      throw error;
    }
  }

  /** The job's id is given to the caller before anything is read: after a crash it is found again. */
  private async begin(selection: Selection): Promise<HostedPage> {
    await this.catalog.get(selection.object);
    await this.quota.take(QUERY_JOBS, 'background');
    const body = { operation: 'query', query: soql({ fields: this.fields(selection), from: selection.object }) };
    try {
      const { body: job } = await this.session.request<JobInfo>({
        method: 'POST',
        path: '/jobs/query',
        body,
        priority: 'background',
      });
      return going({ by: 'job', job: job.id, locator: null });
    } catch (error) {
      if (error instanceof Refusal && NOT_FOR_BULK.has(error.code)) return going({ by: 'id', after: null });
      throw error;
    }
  }

  /** Waits for the job; `false` when it failed. */
  private async completed(job: string): Promise<boolean> {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const { state } = (
        await this.session.request<JobInfo>({ method: 'GET', path: `/jobs/query/${job}`, priority: 'background' })
      ).body;
      if (state === 'JobComplete') return true;
      if (state === 'Failed' || state === 'Aborted') return false;
      await this.timing.sleep(wait);
    }
  }

  private async results(selection: Selection, cursor: BackfillCursor & { by: 'job' }): Promise<HostedPage> {
    const locator = cursor.locator === null ? '' : `&locator=${encodeURIComponent(cursor.locator)}`;
    const path = `/jobs/query/${cursor.job}/results?maxRecords=${this.pageSize}${locator}`;
    const { body, headers } = await this.session.request<string>({
      method: 'GET',
      path,
      priority: 'background',
      text: true,
      headers: { accept: 'text/csv' },
    });
    const records = await this.fromCsv(selection, body);
    const next = headers['sforce-locator'];
    const more = next !== undefined && next !== 'null' && next !== '';
    return { records, cursor: writeBackfillCursor({ ...cursor, locator: more ? next : cursor.locator }), more };
  }

  private async fromCsv(selection: Selection, text: string): Promise<HostedRecord[]> {
    const rows = parse(text, { columns: true, skip_empty_lines: true }) as Record<string, string>[];
    const [types, ourId] = [await this.catalog.typesOf(selection.object), await this.session.userId()];
    return rows.map((row) => {
      const typed = Object.entries(row).map(([name, value]) => [name, csvValue(value, types.get(name))]);
      return hostedRecord(selection, Object.fromEntries(typed) as RestRecord, types, ourId);
    });
  }

  private async byId(selection: Selection, after: string | null): Promise<HostedPage> {
    const limit = Math.min(this.pageSize, 2000);
    const where = after === null ? {} : { where: `Id > ${quoted(after)}` };
    const { records } = await query(
      this.session,
      { fields: this.fields(selection), from: selection.object, ...where, orderBy: 'Id', limit },
      'background',
    );
    const [types, ourId] = [await this.catalog.typesOf(selection.object), await this.session.userId()];
    return {
      records: records.map((record) => hostedRecord(selection, record, types, ourId)),
      cursor: writeBackfillCursor({ by: 'id', after: records.at(-1)?.Id ?? after }),
      more: records.length === limit,
    };
  }

  private fields(selection: Selection): string[] {
    return [...SYSTEM_FIELDS, ...selection.fields];
  }
}

function going(cursor: BackfillCursor): HostedPage {
  return { records: [], cursor: writeBackfillCursor(cursor), more: true };
}
