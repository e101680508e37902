import { HubSpotCrm } from '../hubspot/hubspot-crm';
import { HUBSPOT_LIMITS } from '../hubspot/buckets';
import { HUBSPOT_API } from '../hubspot/transport';
import { SALESFORCE_LIMITS } from '../salesforce/limits';
import { SalesforceCrm } from '../salesforce/salesforce-crm';
import { hubspotSignIn, salesforceSignIn } from './credentials';
import type { FieldMaking } from './custom-fields';
import type { DiscoverableCrm } from './discoverable';
import type { HostedKind, Selection, Timing } from './port';
import { PacedQuota, type Debts } from './quota';

/** The text of a credentials file, and its name for messages. */
export interface SignInFile {
  json: string;
  file: string;
}

export interface OpenOptions {
  timing: Timing;
  /** Where the debts to the CRM's limits are kept: in the database over all instances, else in this process. */
  debts: Debts;
  /** Where a hosted CRM signs in and answers, if not at its usual address. */
  url?: string;
  /** Objects that its probes look at. */
  objects?: readonly string[];
  /** Fields that are written: its probes look whether their former values are kept. */
  written?: readonly Selection[];
}

export interface OpenedCrm {
  crm: DiscoverableCrm & FieldMaking;
  /** What its webhooks are signed with; `null` where none are taken. */
  webhookSecret: string | null;
  /** Our own writes are told from those of people. */
  knowsOwnWrites: boolean;
  /** Ends the connections that are kept open. */
  close(): void;
}

/** Where each CRM is, if nobody says otherwise. */
export const HOSTED_URLS: Readonly<Record<HostedKind, string>> = {
  salesforce: 'https://login.salesforce.com',
  hubspot: HUBSPOT_API,
};

/** A hosted CRM by its credentials file. Nothing is asked of it yet. @throws CrmForbidden for a file that is no sign-in */
export function openHosted(kind: HostedKind, signIn: SignInFile, options: OpenOptions): OpenedCrm {
  return OPEN[kind](signIn, options);
}

const OPEN: Record<HostedKind, (signIn: SignInFile, options: OpenOptions) => OpenedCrm> = {
  salesforce: ({ json, file }, { timing, debts, url, objects, written }) => ({
    crm: new SalesforceCrm({
      credentials: salesforceSignIn(json, file),
      timing,
      quota: new PacedQuota(debts, timing, SALESFORCE_LIMITS),
      loginUrl: url ?? HOSTED_URLS.salesforce,
      ...(objects ? { objects } : {}),
      ...(written ? { written } : {}),
    }),
    webhookSecret: null,
    knowsOwnWrites: true,
    close: () => undefined,
  }),
  hubspot: ({ json, file }, { timing, debts, url, objects }) => {
    const { credentials, appId, webhookSecret } = hubspotSignIn(json, file);
    const crm = new HubSpotCrm({
      credentials,
      timing,
      quota: new PacedQuota(debts, timing, HUBSPOT_LIMITS),
      basePath: url ?? HOSTED_URLS.hubspot,
      ...(objects ? { objects } : {}),
      ...(appId ? { appId } : {}),
    });
    return {
      crm,
      webhookSecret: webhookSecret ?? null,
      knowsOwnWrites: appId !== undefined,
      close: () => crm.close(),
    };
  },
};
