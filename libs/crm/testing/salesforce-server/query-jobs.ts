import type { FakeRequest, FakeResponse } from '../hosted/fake-http';
import type { Org } from './org';
import { runQuery, type QueryRows } from './querying';
import type { RequestLimits } from './request-limits';
import { SalesforceError, type Row, type Value } from './rows';
import { parseSoql } from './soql';

interface QueryJob {
  id: string;
  operation: 'query' | 'queryAll';
  query: string;
  createdAt: number;
  readyAt: number;
  found: QueryRows | null;
  failed: boolean;
}

/** Bulk API 2.0: a job and its results are deleted seven days after it was completed. */
const KEPT_MS = 7 * 24 * 3_600_000;

/**
 * Bulk API 2.0 Developer Guide: "Create a Query Job" (`POST /jobs/query`), "Get Information About a Query Job"
 * (`GET /jobs/query/{id}`), "Get Results for a Query Job" (`GET /jobs/query/{id}/results?locator=&maxRecords=`).
 * ORDER BY, LIMIT and deletion of jobs are refused or left out.
 */
export class QueryJobs {
  private readonly jobs = new Map<string, QueryJob>();
  private last = 0;
  /** The next job ends as `Failed`. */
  failNext = false;

  constructor(
    private readonly org: Org,
    private readonly limits: RequestLimits,
    private readonly version: string,
    /** How long a job takes on the virtual clock. */
    private readonly takesMs: number,
    private readonly pageSize: number,
  ) {}

  create(request: FakeRequest): FakeResponse {
    const body = JSON.parse(request.body) as { operation?: string; query?: string };
    if (body.operation !== 'query' && body.operation !== 'queryAll') {
      throw new SalesforceError('INVALID_INPUT', 'operation must be query or queryAll');
    }
    const query = body.query ?? '';
    const { orderBy, limit } = parseSoql(query);
    if (orderBy.length > 0 || limit !== null) {
      throw new SalesforceError('API_ERROR', 'ORDER BY and LIMIT are not supported by Bulk API 2.0 query jobs');
    }
    runQuery(this.org, query, false); // a query that is wrong is refused now
    const refused = this.limits.admitJob();
    if (refused) throw new SalesforceError('REQUEST_LIMIT_EXCEEDED', refused, [], 403);
    const at = this.org.now().getTime();
    const id = `7505e${String((this.last += 1)).padStart(10, '0')}AAA`;
    const job = {
      id,
      operation: body.operation,
      query,
      createdAt: at,
      readyAt: at + this.takesMs,
      found: null,
    } as const;
    this.jobs.set(id, { ...job, failed: this.failNext });
    this.failNext = false;
    return { status: 200, body: this.told(this.jobs.get(id)!) };
  }

  info(id: string): FakeResponse {
    return { status: 200, body: this.told(this.job(id)) };
  }

  results(request: FakeRequest, id: string): FakeResponse {
    const job = this.job(id);
    if (this.stateOf(job) !== 'JobComplete') {
      throw new SalesforceError('API_ERROR', 'Results are not ready: the job is not complete');
    }
    const locator = request.query.get('locator');
    const from = locator ? Number(Buffer.from(locator, 'base64').toString()) : 0;
    if (!Number.isInteger(from)) throw new SalesforceError('INVALID_LOCATOR', 'the locator is not valid');
    const size = Math.min(this.pageSize, Number(request.query.get('maxRecords') ?? this.pageSize));
    const { fields, rows } = job.found!;
    const page = rows.slice(from, from + size);
    const next = from + page.length < rows.length ? Buffer.from(String(from + page.length)).toString('base64') : 'null';
    return {
      status: 200,
      headers: {
        'content-type': 'text/csv',
        'sforce-numberofrecords': String(page.length),
        'sforce-locator': next,
      },
      body: csv(fields, page),
    };
  }

  private job(id: string): QueryJob {
    const job = this.jobs.get(id);
    if (!job || this.org.now().getTime() - job.readyAt > KEPT_MS) {
      throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', [], 404);
    }
    // The records are those of the time when the job has run.
    if (!job.found && this.stateOf(job) === 'JobComplete') {
      job.found = runQuery(this.org, job.query, job.operation === 'queryAll');
    }
    return job;
  }

  private stateOf(job: QueryJob): string {
    const now = this.org.now().getTime();
    if (now >= job.readyAt) return job.failed ? 'Failed' : 'JobComplete';
    return now - job.createdAt < this.takesMs / 2 ? 'UploadComplete' : 'InProgress';
  }

  private told(job: QueryJob): object {
    return {
      id: job.id,
      operation: job.operation,
      object: job.found?.object.name ?? parseSoql(job.query).from,
      createdDate: new Date(job.createdAt).toISOString().replace('Z', '+0000'),
      state: this.stateOf(job),
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: Number(this.version),
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
      ...(job.found ? { numberRecordsProcessed: job.found.rows.length } : {}),
    };
  }
}

/** Every set has the header line; an empty value is an empty string without quotes' content. */
function csv(fields: readonly string[], rows: readonly Row[]): string {
  const cell = (value: Value) => `"${value === null ? '' : String(value).replaceAll('"', '""')}"`;
  return [fields.map(cell).join(','), ...rows.map((row) => fields.map((field) => cell(row[field] ?? null)).join(','))]
    .join('\n')
    .concat('\n');
}
