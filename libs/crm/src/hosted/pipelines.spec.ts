import { connectedHubSpot, type ConnectedHubSpot } from '../../testing/hubspot-server';
import { pipeline } from '../../testing/hubspot-server/pipelines';
import { writeOne } from '../../testing/write-one';
import {
  HostedConnector,
  HostedMapping,
  parseCrmMapping,
  ProcessWriteJournal,
  type CrmWrite,
  type FieldValues,
} from '../index';

const ANN = 101;
const AGENT = { by: 'action-1', cause: 'action-1' };
const MAPPING = new HostedMapping(
  parseCrmMapping(`
crm: hubspot
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  opportunity:
    - object: deals
      fields: { name: dealname }
stages:
  field: dealstage
  pipeline: pipeline
  of:
    default:
      appointmentscheduled: { subStage: 3.3, label: Met }
      qualifiedtobuy: { subStage: 4.1, label: Qualified }
    '7744':
      '990': { subStage: 3.3, label: Met }
      '991': { subStage: 4.1, label: Qualified }
`),
);

describe('A move of a deal where two pipelines have stages that mean the same', () => {
  let hubspot: ConnectedHubSpot;
  let connector: HostedConnector;

  beforeEach(async () => {
    hubspot = await connectedHubSpot();
    const open = { isClosed: 'false', probability: '0.2' };
    hubspot.server.account.pipelines['deals']!.push(
      pipeline('7744', 'Expansion', [
        ['990', 'Met', open],
        ['991', 'Qualified', open],
      ]),
    );
    connector = new HostedConnector({
      ...{ crm: hubspot.crm, mapping: MAPPING, timing: hubspot.clock, journal: new ProcessWriteJournal() },
    });
  });
  afterEach(() => hubspot.stop());

  it.each([
    ['default', 'appointmentscheduled', 'qualifiedtobuy'],
    ['7744', '990', '991'],
  ])('stays in pipeline %s, and so does taking it back by the name of the stage', async (inPipeline, from, to) => {
    const { people, account } = hubspot.server;
    const { id } = people.create(ANN, 'deals', { dealname: 'D', pipeline: inPipeline, dealstage: from });
    const stage = () => account.records.find('deals', id)!.properties.get('dealstage');
    const moving = (key: string, set: FieldValues): CrmWrite => ({
      ...{ key, type: 'opportunity', id, operation: 'update', set },
    });
    const move = (key: string, set: FieldValues) => writeOne(connector, moving(key, set), AGENT);
    expect(await connector.preview([moving('preview:1:0', { subStage: '4.1' })])).toEqual([
      { object: 'deals', values: { dealstage: to } },
    ]);
    expect(stage()).toBe(from);
    await move('execute:1:0', { subStage: '4.1' });
    expect(stage()).toBe(to);
    await move('undo:1:0', { crmStage: 'Met', subStage: '3.3' });
    expect(stage()).toBe(from);
    expect(account.records.find('deals', id)!.properties.get('pipeline')).toBe(inPipeline);
  });
});
