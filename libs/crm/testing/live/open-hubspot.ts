import { readFileSync } from 'node:fs';
import { HUBSPOT_LIMITS, HubSpotCrm, hubspotSignIn, PacedQuota, ProcessDebts, type Timing } from '../../src/index';
import { HubSpotConnection } from '../../src/hubspot/connection';
import { HUBSPOT_API } from '../../src/hubspot/transport';
import { HUBSPOT_OBJECTS, hubspotMapping } from '../contract';
import type { OpenedCrm } from './hands';
import { HubSpotHands } from './hubspot-hands';
import type { LiveSettings } from './settings';

/** Of all parts of the suite, which follow one another faster than limits forget. */
const DEBTS = new ProcessDebts();

/** Signs in as the product does; the hands share the connector's quota, so that both keep to the limits together. */
export async function openHubSpot(settings: LiveSettings, timing: Timing): Promise<OpenedCrm> {
  const { credentialsFile: file, url: basePath = HUBSPOT_API } = settings;
  const { credentials, appId } = hubspotSignIn(readFileSync(file, 'utf8'), file);
  const quota = new PacedQuota(DEBTS, timing, HUBSPOT_LIMITS);
  const objects = Object.values(HUBSPOT_OBJECTS);
  const connection = new HubSpotConnection(credentials, timing, quota, basePath, 60_000);
  const crm = new HubSpotCrm({
    ...{ credentials, timing, quota, basePath, objects },
    // Deletions are told by each look, for the suite asks for them at once.
    deletionsEveryMs: 0,
    ...(appId ? { appId } : {}),
  });
  const close = () => {
    connection.close();
    crm.close();
  };
  try {
    const at = await openStage(connection);
    const hands = new HubSpotHands(connection, at);
    return { crm, hands, mapping: hubspotMapping(at), objects: HUBSPOT_OBJECTS, neverGiven: () => '1', close };
  } catch (error) {
    close();
    throw error;
  }
}

async function openStage(connection: HubSpotConnection): Promise<{ pipeline: string; stage: string }> {
  const { results } = await connection.request('read', 'approval', (client) =>
    client.crm.pipelines.pipelinesApi.getAllWithHttpInfo('deals'),
  );
  for (const { id: pipeline, stages } of results) {
    const open = stages.find(({ archived, metadata }) => !archived && String(metadata?.['isClosed']) !== 'true');
    if (open) return { pipeline, stage: open.id };
  }
  throw new Error('The account has no open stage of deals: add one under Settings → Objects → Deals → Pipelines');
}
