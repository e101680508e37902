import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import type { HostedKind } from '@salesagent/crm';
import { nodeFlags } from '../../infra/local/environment';
import { SERVICES } from '../../infra/local/services';
import { makeGatewayTables } from '../../apps/gateway/testing/gateway-tables';
import { withDatabase } from '../server';
import { printTable } from '../table';
import type { Ready, Told } from './crm-process';
import type { Size } from './played-crm';
import type { Progress, Reading } from './reader-process';

/**
 * `npm run bench -- crm-backfill [salesforce|hubspot] [OPPORTUNITIES] [ACTIVITIES] [KILLS]`: everything in a CRM is read
 * into gateway's tables as gateway reads it, at the limits it documents, by a process that is killed twice, at a third
 * and at two thirds, and started again. The clock moves only when the reader waits, so requests take no time and limits
 * all of it.
 */
const kind = (process.argv[2] ?? 'hubspot') as HostedKind;
const opportunities = Number(process.argv[3] ?? 100_000);
const size: Size = {
  ...{ accounts: Math.ceil(opportunities / 10), opportunities },
  activities: Number(process.argv[4] ?? opportunities * 5),
};
const total = size.accounts + size.opportunities + size.activities;
/** At evenly spread shares of the records. */
const kills = Number(process.argv[5] ?? 2);
const KILLED_AT = Array.from({ length: kills }, (_, n) => (n + 1) / (kills + 1));
/** Gateway reads in production: the reader is started as it is. */
const READER_FLAGS = nodeFlags(SERVICES.find(({ name }) => name === 'gateway')!.heap);
const WINDOW_MS = 10_000;
const MEMORY_LIMIT_MIB = 512;

const MIB = 2 ** 20;

/** The resident memory of one process, in MiB. */
class Memory {
  highest = 0;
  private readonly began = performance.now();
  private readonly windows: number[] = [];

  note({ rss, highest }: Progress): void {
    const window = Math.floor((performance.now() - this.began) / WINDOW_MS);
    this.windows[window] = Math.max(this.windows[window] ?? 0, Math.round(rss / MIB));
    this.highest = Math.round(highest / MIB);
  }

  /** The most between pages in each stretch of ten seconds; none where no page came. */
  stretches(): number[] {
    return Object.values(this.windows);
  }
}

/** Reads until `until` records have come, then kills the process wherever it is in its next page. */
async function reader(reading: Reading, read: number, until: number): Promise<{ read: number; memory: Memory }> {
  const child = fork(join(__dirname, 'reader-process.js'), [], { execArgv: READER_FLAGS });
  const memory = new Memory();
  let last = performance.now();
  child.on('message', (progress: Progress) => {
    const [now, before] = [performance.now(), read];
    memory.note(progress);
    read += progress.records;
    if (before < until && read >= until) void pause(Math.random() * (now - last)).then(() => child.kill('SIGKILL'));
    last = now;
  });
  child.send(reading);
  const ended = await new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code)),
  );
  if (ended !== (until < total ? 'SIGKILL' : 0)) throw new Error(`The reader ended with ${ended}`);
  return { read, memory };
}

async function measure(crm: ChildProcess, database: string, pool: Pool): Promise<void> {
  const ready = await new Promise<Ready>((resolve, reject) => {
    crm.once('message', (message) => resolve(message as Ready));
    crm.once('exit', (code) => reject(new Error(`The process that plays ${kind} ended with ${code}`)));
  });
  const told = async (): Promise<Told> => (await (await fetch(`${ready.control}/told`)).json()) as Told;
  const [began, first] = [performance.now(), await told()];
  const requests: number[] = [];
  const memory: Memory[] = [];
  let read = 0;
  for (const share of [...KILLED_AT, Infinity]) {
    const before = (await told()).requests;
    const run = await reader({ ...ready, kind, database }, read, share * total);
    read = run.read;
    memory.push(run.memory);
    requests.push((await told()).requests - before);
  }
  const seconds = (performance.now() - began) / 1_000;
  const last = await told();
  report({ requests, memory, seconds, last, virtual: (last.now - first.now) / 60_000, ...(await entered(pool)) });
}

interface Outcome {
  /** Of each process that read. */
  requests: number[];
  memory: Memory[];
  /** By the wall. */
  seconds: number;
  /** Minutes by the clock that both sides share. */
  virtual: number;
  last: Told;
  /** Records in the copy, and changes that were captured of them. */
  copied: number;
  changes: number;
}

async function entered(pool: Pool): Promise<Pick<Outcome, 'copied' | 'changes'>> {
  const { rows } = await pool.query<Pick<Outcome, 'copied' | 'changes'>>(
    `select (select count(*) from crm.account where name is not null)::int +
            (select count(*) from crm.opportunity where account_id is not null)::int +
            (select count(*) from crm.activity where opportunity_id is not null)::int as copied,
            (select count(*) from crm.change where record_type <> 'import')::int as changes`,
  );
  return rows[0]!;
}

function report({ requests, memory, seconds, virtual, last, copied, changes }: Outcome): void {
  const made = requests.reduce((sum, one) => sum + one, 0);
  // What each new start would have read again.
  const anew = requests.reduce((sum, one, index) => sum + one * (requests.length - index), 0);
  const peak = Math.max(...memory.map(({ highest }) => highest));
  printTable(
    `Backfill of ${size.opportunities} opportunities, ${size.activities} activities and ${size.accounts} accounts from ${kind}, killed ${KILLED_AT.length} times`,
    ['what', 'measured'],
    [
      ['records in the copy, each with what it is about', `${copied} of ${total}`],
      ['changes captured, one a record', String(changes)],
      ['requests, by each process', `${made} (${requests.join(', ')})`],
      ['requests if each process had begun anew', String(anew)],
      ['requests refused for a limit', String(last.refused)],
      ...Object.entries(last.mostUsed).map(([name, { used, limit }]) => [`most used: ${name}`, `${used} of ${limit}`]),
      ['time at these limits, minutes', virtual.toFixed(1)],
      ['time by the wall, seconds', seconds.toFixed(0)],
      ['highest resident memory, MiB', memory.map(({ highest }) => highest).join(', ')],
    ],
  );
  console.log(`\nThe most between pages in each 10 s: ${memory.map((one) => one.stretches().join(' ')).join(' | ')}`);
  const wrong = [
    copied !== total && 'records are missing',
    changes !== total && 'records were entered more than once',
    last.refused > 0 && 'a limit was broken',
    peak >= MEMORY_LIMIT_MIB && `more than ${MEMORY_LIMIT_MIB} MiB`,
  ].filter(Boolean);
  if (wrong.length > 0) throw new Error(wrong.join(', '));
}

async function main(database: string): Promise<void> {
  const pool = new Pool({ connectionString: database, max: 2 });
  pool.on('error', (error) => console.error(`A connection ended: ${error.message}`));
  await makeGatewayTables(pool);
  const crm = fork(join(__dirname, 'crm-process.js'), [kind, JSON.stringify(size)], {
    execArgv: ['--max-old-space-size=8192'],
  });
  try {
    await measure(crm, database, pool);
  } finally {
    crm.kill();
    await pool.end();
  }
}

void withDatabase(main);
