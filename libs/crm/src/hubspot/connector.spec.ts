import {
  batchContract,
  batchRacesContract,
  racesContract,
  readingContract,
  writingContract,
} from '../../testing/contract';
import { hubspotWorld } from '../../testing/hubspot-world';

const can = { merges: true, deletions: true, remote: true } as const;
readingContract('HubSpot', can, hubspotWorld);
writingContract('HubSpot', can, hubspotWorld);
batchContract('HubSpot', can, hubspotWorld);
racesContract('HubSpot', 500, hubspotWorld);
batchRacesContract('HubSpot', 50, hubspotWorld);
