import { hubspotAccount } from './hubspot-account';
import { PublicAddress } from './public-address';
import { salesforceOrg } from './salesforce-org';
import { setUp, type SetUp } from './set-up';
import { connectingStory, workingStory } from './stories';
import { firstProposalStory, troubleStory } from './trouble-story';

jest.setTimeout(180_000);

/** The whole afternoon with each CRM, and what goes wrong on it: `npm run drill:hosted`. */
describe.each([
  ['Salesforce', async () => salesforceOrg()],
  ['HubSpot', async (webhooks: string) => hubspotAccount(webhooks)],
])('a company on %s, for an afternoon', (_, open) => {
  let address: PublicAddress;
  let company: SetUp;
  beforeAll(async () => {
    address = await PublicAddress.open();
    company = await setUp(await open(address.webhooks), { CRM_POLL_MS: '1000' });
  }, 300_000);
  afterAll(async () => {
    await company?.stack.stop();
    await company?.crm.stop();
    await address?.close();
  }, 60_000);

  connectingStory(() => company);
  firstProposalStory(() => company);
  workingStory(() => company);
  troubleStory(() => company);
});
