import { connectedHubSpot, type ConnectedHubSpot } from '../../testing/hubspot-server';
import { describeHubSpotObjects, exportedRows, importExport } from '../../testing/hubspot-server/exported-objects';
import type { HostedRecord } from '../hosted/port';

jest.setTimeout(60_000);

describeHubSpotObjects('Real columns of HubSpot objects', () => {
  let hubspot: ConnectedHubSpot;
  let ids: Map<string, string>;

  beforeAll(async () => {
    hubspot = await connectedHubSpot();
    ids = importExport(hubspot.server.account);
  });
  afterAll(() => hubspot.stop());

  async function all(object: string, fields: string[]): Promise<HostedRecord[]> {
    const records: HostedRecord[] = [];
    for (let cursor: string | null = null, more = true; more;) {
      const page = await hubspot.crm.backfill({ object, fields }, cursor);
      records.push(...page.records);
      ({ cursor, more } = page);
    }
    return records;
  }

  it('are described, also those with names that no vendor would choose', async () => {
    const [companies, deals] = await hubspot.crm.describe(['companies', 'deals']);
    const named = (name: string) => companies!.fields.find((field) => field.name === name);
    expect(named('hs_all-funky-a9384-syntax')).toMatchObject({ type: 'text', custom: true });
    expect(named('annualrevenue')).toMatchObject({ type: 'money' });
    const stages = deals!.fields.find(({ name }) => name === 'dealstage')!.options;
    const exported = exportedRows('deal_pipeline_stage.csv');
    const pipelines = new Set(exportedRows('deal_pipeline.csv').map(({ pipeline_id }) => pipeline_id));
    expect(stages).toHaveLength(exported.filter(({ pipeline_id }) => pipelines.has(pipeline_id)).length);
    for (const { value, pipeline, closed } of stages) {
      expect([value, pipeline, String(closed)]).toEqual(
        exported
          .filter(({ stage_id }) => stage_id === value)
          .map((one) => [value, one.pipeline_id, one.is_closed!.toLowerCase()])[0],
      );
    }
  });

  it('come back as they are, empty ones empty', async () => {
    const fields = ['name', 'description', 'country', 'annualrevenue', 'hs_all-funky-a9384-syntax'];
    const records = await all('companies', fields);
    const rows = exportedRows('company.csv');
    expect(records).toHaveLength(rows.length);
    for (const row of rows) {
      const record = records.find(({ id }) => id === ids.get(`companies/${row.id}`))!;
      expect(record.values).toEqual(
        Object.fromEntries(fields.map((field) => [field, row[`property_${field}`] || null])),
      );
    }
  });

  it('tell of contacts that were merged', async () => {
    const records = await all('contacts', ['firstname']);
    const merged = records.filter(({ state }) => state === 'merged');
    const told = exportedRows('contact.csv').flatMap((row) =>
      row.property_hs_merged_object_ids!.split(';').filter((id) => id !== ''),
    );
    expect(merged.map(({ id }) => id).sort()).toEqual(told.sort());
  });

  it('name owners as records refer to them', async () => {
    const owners = await all('owners', ['email', 'userId']);
    expect(owners.map(({ id }) => id)).toEqual(exportedRows('owner.csv').map(({ owner_id }) => owner_id));
  });
});
