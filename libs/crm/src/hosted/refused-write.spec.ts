import { connectedHubSpot, property, type ConnectedHubSpot } from '../../testing/hubspot-server';
import { writeOne } from '../../testing/write-one';
import { HostedConnector, HostedMapping, InvalidField, parseCrmMapping, ProcessWriteJournal } from '../index';

const MAPPING = new HostedMapping(
  parseCrmMapping(`
crm: hubspot
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  opportunity:
    - object: deals
      fields: { name: dealname, nextStep: hs_next_step }
stages: { field: dealstage, of: { default: { appointmentscheduled: 3.3 } } }
`),
);

describe('A write that the CRM refuses', () => {
  let hubspot: ConnectedHubSpot;
  beforeEach(async () => void (hubspot = await connectedHubSpot()));
  afterEach(() => hubspot.stop());

  it('is told by field and code, for the CRM’s own words repeat the value', async () => {
    hubspot.server.account.define('deals', property('hs_next_step', 'number', 'number'));
    const open = { dealname: 'Renewal', pipeline: 'default', dealstage: 'appointmentscheduled' };
    const { id } = hubspot.server.people.create(101, 'deals', open);
    const { clock: timing, crm } = hubspot;
    const connector = new HostedConnector({ crm, mapping: MAPPING, timing, journal: new ProcessWriteJournal() });
    const set = { nextStep: 'Ask Zelda' };
    // What HubSpot itself says.
    const values = { hs_next_step: set.nextStep };
    const [outcome] = await crm.write([{ object: 'deals', operation: 'update', id, key: 'k', values }], 'approval');
    expect(outcome).toMatchObject({ outcome: 'refused', message: expect.stringContaining('Ask Zelda') });

    const write = writeOne(
      connector,
      { key: 'execute:1:0', type: 'opportunity', id, operation: 'update', set },
      { by: 'action-1', cause: 'action-1' },
    );
    const error = await write.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InvalidField);
    expect((error as Error).message).toMatch(/^opportunity\.hs_next_step: the CRM refused it \([A-Z_]+\)$/);
  });
});
