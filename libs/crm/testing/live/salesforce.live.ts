import { liveContract } from './live-contract';
import { liveSettings } from './settings';

// `CRM_LIVE=salesforce npm run test:live`, as docs/crm/live.md tells; never in the everyday run.
jest.setTimeout(600_000);
liveContract('salesforce', () => liveSettings(process.env));
