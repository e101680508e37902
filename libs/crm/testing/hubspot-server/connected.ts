import { HUBSPOT_LIMITS, HubSpotCrm, PacedQuota, ProcessDebts, type HubSpotOptions } from '../../src/index';
import type { Faults, HttpFault } from '../hosted/faults';
import { VirtualClock } from '../hosted/virtual-clock';
import { HubSpotServer, type HubSpotServerOptions } from './hubspot-server';
import { property } from './properties';
import { signedInHubSpot } from './signed-in';

export interface ConnectedHubSpot {
  server: HubSpotServer;
  crm: HubSpotCrm;
  clock: VirtualClock;
  stop(): Promise<void>;
}

/** A HubSpot server and an adapter signed in to it, whose clock goes on by itself when something waits. */
export async function connectedHubSpot(
  more: {
    server?: Partial<HubSpotServerOptions>;
    crm?: Partial<HubSpotOptions>;
    faults?: Faults<HttpFault>;
    clock?: VirtualClock;
  } = {},
): Promise<ConnectedHubSpot> {
  const clock = more.clock ?? new VirtualClock(new Date('2026-03-02T09:00:00Z'), true);
  const signIn = more.server?.signIn ?? signedInHubSpot();
  const server = await HubSpotServer.start({
    clock,
    signIn,
    ...(more.faults ? { faults: more.faults } : {}),
    ...more.server,
  });
  for (const object of ['contacts', 'companies', 'deals', 'tickets', 'tasks', 'notes', 'calls', 'meetings', 'emails']) {
    server.account.define(
      object,
      property('salesagent_key', 'string', 'text', { hasUniqueValue: true, hubspotDefined: false }),
    );
  }
  const credentials = signIn.oauth ?? { privateAppToken: signIn.privateAppToken! };
  const crm = new HubSpotCrm({
    credentials,
    timing: clock,
    quota: new PacedQuota(new ProcessDebts(), clock, HUBSPOT_LIMITS),
    basePath: server.url,
    appId: signIn.appId,
    ...more.crm,
  });
  const stop = async () => {
    crm.close();
    await server.stop();
  };
  return { server, crm, clock, stop };
}
