import type { HostedKind } from '../../src/index';

/** What a live run is told by its environment. */
export interface LiveSettings {
  kind: HostedKind;
  credentialsFile: string;
  /** As gateway's `CRM_URL`: where Salesforce gives tokens, or HubSpot's API. */
  url?: string;
  /** Id of an org or account that is no sandbox, and may be worked in all the same. */
  production?: string;
  /** Of an org with more records of one kind nothing is read: a backfill reads them all. */
  largest: number;
  /** How long a change may take until it is told, in milliseconds. */
  settleMs: number;
}

/** HubSpot searches in an index that lags. */
const SETTLE_MS: Readonly<Record<HostedKind, number>> = { salesforce: 2_000, hubspot: 15_000 };
const LARGEST = 5_000;

/** @throws Error that names the variable and what to set it to */
export function liveSettings(environment: Readonly<Record<string, string | undefined>>): LiveSettings {
  const { CRM_LIVE: kind, CRM_CREDENTIALS_FILE: credentialsFile } = environment;
  const { CRM_URL: url, CRM_LIVE_PRODUCTION: production } = environment;
  if (kind !== 'salesforce' && kind !== 'hubspot')
    throw new Error(`CRM_LIVE is "${kind ?? ''}": set it to salesforce or hubspot to run the suite against an account`);
  if (!credentialsFile)
    throw new Error(
      `CRM_LIVE=${kind} needs CRM_CREDENTIALS_FILE: the file with the sign-in, as docs/crm/connect.md says`,
    );
  return {
    ...{ kind, credentialsFile },
    ...(url ? { url } : {}),
    ...(production ? { production } : {}),
    largest: wholeNumber(environment, 'CRM_LIVE_LARGEST', LARGEST),
    settleMs: wholeNumber(environment, 'CRM_LIVE_SETTLE_MS', SETTLE_MS[kind]),
  };
}

function wholeNumber(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  otherwise: number,
): number {
  const told = environment[name];
  if (!told) return otherwise;
  if (!/^\d+$/.test(told)) throw new Error(`${name} is "${told}": set it to a whole number, or leave it out`);
  return Number(told);
}
