import { Pool } from 'pg';
import {
  CrmUnavailable,
  HostedConnector,
  HUBSPOT_LIMITS,
  HubSpotCrm,
  PacedQuota,
  PostgresDebts,
  PostgresWriteJournal,
  SALESFORCE_LIMITS,
  SalesforceCrm,
  type HostedCrm,
  type HostedKind,
  type HubSpotCredentials,
  type SalesforceCredentials,
} from '@salesagent/crm';
import { SessionLocks } from '../../apps/gateway/src/session-locks';
import { CopyFollower } from '../../apps/gateway/src/sync/copy-follower';
import { syncState } from '../../apps/gateway/src/sync/sync-state';
import type { Ready } from './crm-process';
import { MAPPINGS } from './mappings';
import { SharedClock } from './shared-clock';

export interface Reading extends Ready {
  kind: HostedKind;
  /** Of gateway's database. */
  database: string;
}

/** What the reader tells after each page; memory in bytes. */
export interface Progress {
  records: number;
  /** Resident now, and at most since the process began: within a page too. */
  rss: number;
  highest: number;
}

function connect({ kind, url, credentials }: Reading, timing: SharedClock, pool: Pool): HostedCrm {
  const debts = new PostgresDebts(pool);
  if (kind === 'salesforce') {
    const quota = new PacedQuota(debts, timing, SALESFORCE_LIMITS);
    return new SalesforceCrm({ credentials: credentials as SalesforceCredentials, timing, quota, loginUrl: url });
  }
  const quota = new PacedQuota(debts, timing, HUBSPOT_LIMITS);
  return new HubSpotCrm({ credentials: credentials as HubSpotCredentials, timing, quota, basePath: url });
}

/** Gateway's own reading, into its own tables: a page and where to go on are one transaction. */
async function read(reading: Reading): Promise<void> {
  const timing = await SharedClock.of(reading.control);
  const pool = new Pool({ connectionString: reading.database, max: 5 });
  const crm = connect(reading, timing, pool);
  const connector = new HostedConnector({
    ...{ crm, mapping: MAPPINGS[reading.kind], timing, journal: new PostgresWriteJournal(pool) },
    onProblem: (problem) => {
      throw new Error(`The mapping gave no meaning to ${JSON.stringify(problem)}`);
    },
  });
  const report = (records: number): void => {
    const highest = process.resourceUsage().maxRSS * 1024;
    const progress: Progress = { records, rss: process.memoryUsage.rss(), highest };
    process.send!(progress);
  };
  const failed = (error: unknown): void => {
    // A connection that was kept open may end just when it is used: gateway, too, comes back when the CRM says so.
    if (!(error instanceof CrmUnavailable)) throw error;
  };
  const options = { pollMs: 1_000, changed: () => undefined, onError: failed };
  const locks = new SessionLocks(pool);
  const follower = new CopyFollower({ pool, connector, clock: timing, crm: reading.kind }, locks, options);
  for (let before = await recordsRead(pool); ;) {
    await follower.step();
    const now = await recordsRead(pool);
    report(now - before);
    before = now;
    if ((await syncState(pool)).phase === 'following') return;
  }
}

async function recordsRead(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    'select coalesce(sum(read), 0)::int as n from gateway.sync_backfill',
  );
  return rows[0]!.n;
}

process.once('disconnect', () => process.exit(1)); // nobody measures any more
process.once('message', (reading: Reading) => {
  read(reading).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
