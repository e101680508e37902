import {
  CrmUnavailable,
  HostedConnector,
  HUBSPOT_LIMITS,
  HubSpotCrm,
  PacedQuota,
  ProcessDebts,
  ProcessWriteJournal,
  SALESFORCE_LIMITS,
  SalesforceCrm,
  type HostedCrm,
  type HostedKind,
  type HubSpotCredentials,
  type RecordState,
  type SalesforceCredentials,
} from '@salesagent/crm';
import type { Ready } from './crm-process';
import { KeptPages } from './kept-pages';
import { MAPPINGS } from './mappings';
import { SharedClock } from './shared-clock';

export interface Reading extends Ready {
  kind: HostedKind;
  directory: string;
}

/** What the reader tells after each page; memory in bytes. */
export interface Progress {
  records: number;
  /** Resident now, and at most since the process began: within a page too. */
  rss: number;
  highest: number;
}

function connect({ kind, url, credentials }: Reading, timing: SharedClock): HostedCrm {
  const debts = new ProcessDebts();
  if (kind === 'salesforce') {
    const quota = new PacedQuota(debts, timing, SALESFORCE_LIMITS);
    return new SalesforceCrm({ credentials: credentials as SalesforceCredentials, timing, quota, loginUrl: url });
  }
  const quota = new PacedQuota(debts, timing, HUBSPOT_LIMITS);
  return new HubSpotCrm({ credentials: credentials as HubSpotCredentials, timing, quota, basePath: url });
}

/** A page that lost what its records are about is no page. */
function check({ type, id, fields }: RecordState): void {
  const needed = type === 'account' ? 'name' : type === 'opportunity' ? 'accountId' : 'opportunityId';
  if (!fields[needed]) throw new Error(`${type} ${id} came without ${needed}`);
}

/** Comes back when the CRM says so, as gateway does: a connection that was kept open may end just when it is used. */
async function settled<T>(work: () => Promise<T>, timing: SharedClock): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CrmUnavailable)) throw error;
      await timing.sleep(error.retryAfterMs);
    }
  }
}

/** Reads everything there is, from where a former process was. Nothing is kept but the page in hand. */
async function read(reading: Reading): Promise<void> {
  const timing = await SharedClock.of(reading.control);
  const crm = connect(reading, timing);
  const connector = new HostedConnector({
    ...{ crm, mapping: MAPPINGS[reading.kind], timing, journal: new ProcessWriteJournal() },
    onProblem: (problem) => {
      throw new Error(`The mapping gave no meaning to ${JSON.stringify(problem)}`);
    },
  });
  const pages = new KeptPages(reading.directory);
  const place = pages.place() ?? { position: await settled(() => connector.position(), timing), type: 0, cursor: null };
  const types = connector.types();
  while (place.type < types.length) {
    const page = await settled(() => connector.backfill(types[place.type]!, place.cursor), timing);
    page.states.forEach(check);
    Object.assign(place, page.more ? { cursor: page.cursor } : { type: place.type + 1, cursor: null });
    pages.keep(page.states, place);
    const highest = process.resourceUsage().maxRSS * 1024;
    const progress: Progress = { records: page.states.length, rss: process.memoryUsage.rss(), highest };
    process.send!(progress);
  }
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
