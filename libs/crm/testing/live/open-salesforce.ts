import { readFileSync } from 'node:fs';
import {
  PacedQuota,
  ProcessDebts,
  SALESFORCE_LIMITS,
  SalesforceCrm,
  salesforceSignIn,
  type Timing,
} from '../../src/index';
import { query } from '../../src/salesforce/queries';
import { SalesforceSession } from '../../src/salesforce/session';
import { SALESFORCE_OBJECTS, salesforceMapping } from '../contract';
import type { OpenedCrm } from './hands';
import { SalesforceHands } from './salesforce-hands';
import type { LiveSettings } from './settings';

const LOGIN = 'https://login.salesforce.com';
/** Ids of this form are given by no org: its part is empty. */
const NEVER_GIVEN = { account: '001000000000000AAA', contact: '003000000000000AAA', opportunity: '006000000000000AAA' };

/** Of all parts of the suite, which follow one another faster than limits forget. */
const DEBTS = new ProcessDebts();

/** Signs in as the product does; the hands share the connector's quota, so that both keep to the limits together. */
export async function openSalesforce(settings: LiveSettings, timing: Timing): Promise<OpenedCrm> {
  const { credentialsFile: file, url: loginUrl = LOGIN } = settings;
  const credentials = salesforceSignIn(readFileSync(file, 'utf8'), file);
  const quota = new PacedQuota(DEBTS, timing, SALESFORCE_LIMITS);
  const objects = Object.values(SALESFORCE_OBJECTS);
  const session = new SalesforceSession({
    ...{ credentials, timing, quota, loginUrl, apiVersion: '64.0', timeoutMs: 60_000 },
    clientName: 'salesagent-contract',
  });
  const stage = await openStage(session);
  return {
    // Small pages, so that a backfill has some.
    crm: new SalesforceCrm({ credentials, timing, quota, loginUrl, objects, backfillPageSize: 10 }),
    hands: new SalesforceHands(session, stage),
    mapping: salesforceMapping(stage),
    objects: SALESFORCE_OBJECTS,
    neverGiven: (type) => NEVER_GIVEN[type],
    // None is kept open.
    close: () => undefined,
  };
}

/** Object Reference, "OpportunityStage". */
async function openStage(session: SalesforceSession): Promise<string> {
  const where = 'IsActive = true AND IsClosed = false';
  const { records } = await query(session, { fields: ['ApiName'], from: 'OpportunityStage', where }, 'approval');
  const stage = records[0]?.['ApiName'];
  if (typeof stage !== 'string') throw new Error('The org has no open stage of opportunities: activate one in Setup');
  return stage;
}
