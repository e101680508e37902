import { generateKeyPairSync } from 'node:crypto';
import {
  PacedQuota,
  ProcessDebts,
  SALESFORCE_LIMITS,
  SalesforceCrm,
  type Quota,
  type SalesforceCredentials,
  type SalesforceOptions,
} from '../../src/index';
import { VirtualClock } from '../hosted/virtual-clock';
import { SalesforceServer, type SalesforceServerOptions } from './salesforce-server';

export const CLIENT_ID = '3MVG9.salesagent';
export const CLIENT_SECRET = 'a-consumer-secret';
/** The user that we sign in as, and people at the screen. */
export const INTEGRATION = 'salesagent@example.com';
export const ANN = 'ann@example.com';
export const BOB = 'bob@example.com';

let keys: { publicKey: string; privateKey: string } | undefined;

/** One key pair for all: making one takes a while. */
export function appKeys(): { publicKey: string; privateKey: string } {
  keys ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return keys;
}

export interface RunningOrg {
  server: SalesforceServer;
  clock: VirtualClock;
  quota: Quota;
  /** Another connection to the same org, as after a restart or from a second instance. */
  connect(options?: Partial<SalesforceOptions>): SalesforceCrm;
  stop(): Promise<void>;
}

export const jwtCredentials = (): SalesforceCredentials => ({
  kind: 'jwt',
  clientId: CLIENT_ID,
  username: INTEGRATION,
  privateKey: appKeys().privateKey,
});

/** A fake org that is up, with an app that our sign-in is approved for. */
export async function startOrg(
  options: Partial<Omit<SalesforceServerOptions, 'clock'>> & { clock?: VirtualClock } = {},
): Promise<RunningOrg> {
  const clock = options.clock ?? new VirtualClock(new Date('2026-03-02T08:00:00Z'), true);
  const app = {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    publicKey: appKeys().publicKey,
    preAuthorized: [INTEGRATION],
  };
  const server = new SalesforceServer({ app, people: [INTEGRATION, ANN, BOB], ...options, clock });
  const loginUrl = await server.start();
  const quota = new PacedQuota(new ProcessDebts(), clock, SALESFORCE_LIMITS);
  return {
    server,
    clock,
    quota,
    connect: (own = {}) =>
      new SalesforceCrm({ credentials: jwtCredentials(), timing: clock, quota, loginUrl, timeoutMs: 5000, ...own }),
    stop: () => server.stop(),
  };
}
