import { hubspotAccount } from './hubspot-account';
import { PublicAddress } from './public-address';
import { setUp, type SetUp } from './set-up';
import { connectingStory, workingStory } from './stories';

/** The everyday part: what goes wrong with a hosted CRM is played by `npm run test:hosted`. */
describe('a company on HubSpot', () => {
  let address: PublicAddress;
  let account: Awaited<ReturnType<typeof hubspotAccount>>;
  let company: SetUp;
  beforeAll(async () => {
    address = await PublicAddress.open();
    account = await hubspotAccount(address.webhooks);
    // So seldom that what is seen at once came by a webhook.
    company = await setUp(account, { CRM_WEBHOOK_URL: address.webhooks, CRM_POLL_MS: '600000' });
    address.gateway = company.stack.record().services['gateway']!.url;
  }, 300_000);
  afterAll(async () => {
    await company?.stack.stop();
    await account?.stop();
    await address?.close();
  }, 60_000);

  connectingStory(() => company);
  workingStory(
    () => company,
    () => account.server.webhooks!.deliver(),
  );

  it('takes no webhook that HubSpot has not signed', async () => {
    const { headers, body } = account.server.webhooks!.signed([]);
    const forged = await fetch(address.webhooks, { method: 'POST', headers, body: `${body} ` });
    expect(forged.status).toBe(401);
  });
});
