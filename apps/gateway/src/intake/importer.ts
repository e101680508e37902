import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Clock, RecordType } from '@salesagent/canon/sales';
import {
  ImportRefused,
  otherCurrencies,
  parseMapping,
  readExport,
  writeAs,
  type ExportFile,
  type ImportProblem,
  type ImportReport,
} from '@salesagent/crm';
import { ErasedPeople } from '../personal-data/erased-people';
import { companyCurrency, loadKnownKeys, refuseAnotherCompany, writeImport } from './write-import';

export interface ImportRequest {
  files: ExportFile[];
  /** YAML. */
  mapping?: string;
  label?: string;
  by: string;
}

export interface ImportStatus {
  importId: string;
  label: string | null;
  state: 'running' | 'completed' | 'failed';
  phase: string;
  /** 0–1. */
  progress: number;
  files: string[];
  /** Records loaded by type, new and changed. */
  counts: Record<string, number>;
  /** Events the import led to so far. */
  events: number;
  asOf: string | null;
  report: ImportReport | null;
  /** Why it was refused, with every remedy; the same in parts is in `problems`. */
  error: string | null;
  problems: ImportProblem[];
  startedAt: string;
  finishedAt: string | null;
}

/** Another import is running. */
export class ImportBusy extends Error {
  override readonly name = 'ImportBusy';
  constructor() {
    super('An import is running. Wait until it is done (`salesagent status`), then start this one.');
  }
}

/**
 * Loads exports into the CRM, one at a time and each in one transaction. Its events follow from the change
 * capture. The files are kept until the import ends, so that one that was cut off by a crash is taken up again.
 */
export class Importer {
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    /** Called when the CRM has changes to be read. */
    private readonly changed: () => void,
    private readonly onError: (error: unknown) => void = () => undefined,
  ) {}

  /** Accepts the files and loads them in the background. @throws ImportBusy */
  async start(request: ImportRequest): Promise<{ importId: string }> {
    const importId = randomUUID();
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const accepted = await client.query(
        `insert into gateway.import (id, label, state, phase, files, mapping, started_by)
         values ($1, $2, 'running', 'reading', $3, $4, $5) on conflict do nothing`,
        [
          importId,
          request.label ?? null,
          JSON.stringify(request.files.map((f) => f.name)),
          request.mapping ?? null,
          request.by,
        ],
      );
      if (accepted.rowCount === 0) throw new ImportBusy();
      for (const { name, content } of request.files) {
        await client.query('insert into gateway.import_file (import_id, name, content) values ($1, $2, $3)', [
          importId,
          name,
          content,
        ]);
      }
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
    this.begin(importId);
    return { importId };
  }

  /** Takes up an import that a crash cut off before it was written. */
  async resume(): Promise<void> {
    const { rows } = await this.pool.query<{ id: string }>(
      `select id from gateway.import where state = 'running' and phase in ('reading', 'writing')`,
    );
    for (const { id } of rows) this.begin(id);
  }

  /** Resolves when what runs now has been written or refused; its events may still be under way. */
  idle(): Promise<void> {
    return this.running;
  }

  private begin(importId: string): void {
    this.running = this.running.then(() => this.run(importId)).catch((error: unknown) => this.onError(error));
  }

  private async run(importId: string): Promise<void> {
    try {
      await this.load(importId);
    } catch (error) {
      if (!(error instanceof ImportRefused)) this.onError(error);
      const problems = error instanceof ImportRefused ? error.problems : [];
      const message = error instanceof Error ? error.message : String(error);
      await this.pool.query(
        `update gateway.import set state = 'failed', phase = 'refused', error = $2, finished_at = now() where id = $1`,
        [importId, JSON.stringify({ message, problems })],
      );
      await this.pool.query('delete from gateway.import_file where import_id = $1', [importId]);
    }
    this.changed();
  }

  private async load(importId: string): Promise<void> {
    const { rows: files } = await this.pool.query<ExportFile>(
      'select name, content from gateway.import_file where import_id = $1 order by name',
      [importId],
    );
    const { rows: told } = await this.pool.query<{ mapping: string | null }>(
      'select mapping from gateway.import where id = $1',
      [importId],
    );
    const mapping = told[0]?.mapping ? parseMapping(told[0].mapping) : undefined;
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(`select pg_advisory_xact_lock(hashtextextended('crm.import', 0))`);
      const known = await loadKnownKeys(client);
      const erased = await ErasedPeople.load(client);
      const today = this.clock.now().toISOString().slice(0, 10);
      const named = (type: RecordType, name: string): string | undefined => erased.idOf(type, name);
      const reading = readExport(files, { known, today, erased: named, ...(mapping ? { mapping } : {}) });
      erased.leaveEmpty(reading);
      refuseAnotherCompany(reading, known);
      await this.pool.query(`update gateway.import set phase = 'writing' where id = $1`, [importId]);
      await writeAs(client, { by: 'import', cause: importId, importId });
      const { created, changed } = await writeImport(client, reading);
      const clock = await client.query<{ date: string | null }>('select date::text from gateway.clock');
      const before = clock.rows[0]?.date ?? null;
      const deals = reading.records.get('opportunity') ?? [];
      const findings = [...reading.report.findings, ...otherCurrencies(deals, await companyCurrency(client))];
      // Time does not run backwards: an older file's undated values become known on the present business day.
      const asOf = before !== null && before > reading.report.asOf ? before : reading.report.asOf;
      const counts = sum(created, changed);
      const changes = Object.values(counts).reduce((a, b) => a + b, 0);
      const nothing = changes === 0 && before === asOf;
      await client.query(
        `update gateway.import set phase = $2, state = $3, as_of = $4, engaged_stage = $5, counts = $6, report = $7, changes = $8,
                finished_at = case when $3 = 'completed' then now() end
         where id = $1`,
        [
          importId,
          nothing ? 'done' : 'events',
          nothing ? 'completed' : 'running',
          asOf,
          reading.engagedStage,
          JSON.stringify(counts),
          JSON.stringify({ ...reading.report, findings, asOf }),
          changes,
        ],
      );
      if (nothing) await client.query('delete from gateway.import_file where import_id = $1', [importId]);
      else {
        await client.query(`update gateway.clock set mode = 'frozen', date = $1`, [asOf]);
        await client.query(
          `insert into crm.change (record_type, record_id, version, operation, after, "by", cause, import_id)
           values ('import', $1, 0, 'import', '{}', 'import', $1, $1)`,
          [importId],
        );
      }
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  async status(importId: string | 'latest'): Promise<ImportStatus | null> {
    const { rows } = await this.pool.query<StatusRow>(
      `select *, as_of::text as as_of from gateway.import ${importId === 'latest' ? '' : 'where id::text = $1'} order by started_at desc limit 1`,
      importId === 'latest' ? [] : [importId],
    );
    return rows[0] ? toStatus(rows[0]) : null;
  }
}

function sum(...parts: Partial<Record<RecordType, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const part of parts) for (const [type, n] of Object.entries(part)) total[type] = (total[type] ?? 0) + n;
  return total;
}

interface StatusRow {
  id: string;
  label: string | null;
  state: ImportStatus['state'];
  phase: string;
  files: string[];
  changes: number;
  processed: number;
  events: number;
  counts: Record<string, number>;
  report: ImportReport | null;
  error: { message: string; problems: ImportProblem[] } | null;
  as_of: string | null;
  started_at: Date;
  finished_at: Date | null;
}

/** Share of the work done when a phase begins; reading events takes the second half, by changes read. */
const PHASE_STARTS: Readonly<Record<string, number>> = {
  backfill: 0.05,
  reading: 0.05,
  writing: 0.2,
  events: 0.5,
  done: 1,
  refused: 1,
};

function toStatus(row: StatusRow): ImportStatus {
  const eventsRead = row.phase === 'events' && row.changes > 0 ? (0.5 * row.processed) / row.changes : 0;
  return {
    importId: row.id,
    label: row.label,
    state: row.state,
    phase: row.phase,
    progress: Math.min(1, (PHASE_STARTS[row.phase] ?? 0) + eventsRead),
    files: row.files,
    counts: row.counts,
    events: row.events,
    asOf: row.as_of,
    report: row.report,
    error: row.error?.message ?? null,
    problems: row.error?.problems ?? [],
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
