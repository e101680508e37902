import {
  batchContract,
  batchRacesContract,
  racesContract,
  readingContract,
  writingContract,
} from '../../testing/contract';
import { salesforceWorld } from '../../testing/salesforce-world';

const can = { merges: true, deletions: true, remote: true } as const;
readingContract('Salesforce', can, salesforceWorld);
writingContract('Salesforce', can, salesforceWorld);
batchContract('Salesforce', can, salesforceWorld);
racesContract('Salesforce', 500, salesforceWorld);
batchRacesContract('Salesforce', 50, salesforceWorld);
