import { everythingVisible } from '@salesagent/event-store/testing';
import type { RecordEventData } from '@salesagent/canon/events';
import { gatewayDatabase, type GatewayDatabase } from '../../testing/gateway-database';

const TEAM = 'sales_agent,manager,regional_office\nAda Ash,Mo Moss,East\nBo Birch,Mo Moss,East\n';
const ACCOUNTS = 'account,sector,office_location\nAcme,technolgy,United States\nBeta,retail,Kenya\n';
const DEALS = [
  'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value',
  'D1,Ada Ash,GTX,Acme,Won,2017-01-10,2017-03-01,1000',
  'D2,Ada Ash,GTXPro,Beta,Lost,2017-01-12,2017-02-01,0',
  'D3,Bo Birch,GTX,,Engaging,2017-02-20,,',
  'D4,Bo Birch,GTX,Acme,Prospecting,,,',
];
const PRODUCTS = 'product,series,sales_price\nGTX,G,900\n';
const EXPORT = {
  'sales_teams.csv': TEAM,
  'accounts.csv': ACCOUNTS,
  'products.csv': PRODUCTS,
  'sales_pipeline.csv': DEALS.join('\n'),
};

describe('importing an export', () => {
  let gateway: GatewayDatabase;
  beforeEach(async () => (gateway = await gatewayDatabase()));
  afterEach(() => gateway.drop());

  const events = async (stream: string) =>
    (await gateway.store.read(stream)).map(({ type, occurredAt, data }) => ({
      type,
      on: occurredAt.toISOString().slice(0, 10),
      ...(data as RecordEventData),
    }));
  const countEvents = async () => {
    await everythingVisible(gateway.database.pool);
    return (await gateway.store.readAll(null, 10_000)).length;
  };

  it('back-dates what has a date and dates the rest at the import', async () => {
    const status = await gateway.load(EXPORT);
    expect(status).toMatchObject({ state: 'completed', progress: 1, asOf: '2017-03-01', error: null });
    expect(await events('opportunity/D1')).toMatchObject([
      { type: 'OpportunityCreated', on: '2017-01-10', set: { crmStage: 'Engaging', subStage: '4.1' } },
      {
        type: 'OpportunityWon',
        on: '2017-03-01',
        set: { outcome: 'won', crmStage: 'Won', subStage: '5.3', amount: 1000 },
      },
      {
        type: 'OpportunityFieldsRevised',
        on: '2017-03-01',
        undated: true,
        set: { accountId: 'acme', productId: 'gtx' },
      },
    ]);
    expect((await events('opportunity/D2'))[1]!.set).not.toHaveProperty('amount');
    expect(await events('opportunity/D4')).toMatchObject([
      { type: 'OpportunityCreated', on: '2017-03-01', undated: true, set: { subStage: '3.2', ownerId: 'P002' } },
    ]);
  });

  it('ends with the business clock and with what was loaded', async () => {
    const { importId, events: counted } = await gateway.load(EXPORT);
    const stream = await gateway.store.read(`import/${importId}`);
    expect(stream.map((e) => [e.type, e.data])).toEqual([
      ['BusinessClockSet', { mode: 'frozen', date: '2017-03-01' }],
      [
        'ImportCompleted',
        {
          importId,
          files: Object.keys(EXPORT),
          records: { person: 3, product: 1, account: 2, opportunity: 4 },
          events: counted,
          asOf: '2017-03-01',
        },
      ],
    ]);
    expect(await countEvents()).toBe(counted + 2);
  });

  it('reports values in another currency than the company’s, also where a whole file is in it', async () => {
    const deals = (currency: string, ...ids: string[]) => ({
      'deals.csv': [
        'deal_id,stage,close_date,amount,currency,owner,engaged_at',
        ...ids.map((id) => `${id},Closed Won,2025-02-01,100,${currency},Ada Ash,2025-01-01`),
      ].join('\n'),
    });
    const found = async (files: Record<string, string>) =>
      (await gateway.load(files)).report?.findings.filter(({ kind }) => kind === 'other-currency');
    expect(await found(deals('USD', 'U1', 'U2', 'U3'))).toEqual([]);
    expect(await found(deals('EUR', 'E1', 'E2'))).toMatchObject([
      { count: 2, row: 2, value: 'EUR', message: expect.stringContaining('most deals of the company are in USD') },
    ]);
  });

  it('seals names of people in events and opens them only with their key', async () => {
    await gateway.load(EXPORT);
    const [registered] = await gateway.store.read('person/P001');
    expect(JSON.stringify(registered!.data)).not.toContain('Ada');
    expect(await gateway.sealer.openDeep(registered!.data)).toMatchObject({
      set: { name: 'Ada Ash', managerId: 'P003' },
    });
  });

  it('reports dirt with counts and repairs it only by the mapping file', async () => {
    const { report } = await gateway.load(EXPORT);
    expect(report!.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'unresolved-reference', value: 'GTXPro', count: 1, row: 3 }),
        expect.objectContaining({ kind: 'likely-misspelling', value: 'technolgy', count: 1 }),
        expect.objectContaining({ kind: 'missing-value', column: 'accountId', count: 1 }),
      ]),
    );
    const repaired = await gateway.load(EXPORT, { mapping: 'values: { product: { GTXPro: GTX } }' });
    expect(repaired.counts).toEqual({ opportunity: 1 });
    expect((await events('opportunity/D2')).at(-1)).toMatchObject({
      type: 'OpportunityFieldsRevised',
      set: { productId: 'gtx' },
      before: { productId: 'GTXPro' },
      undated: true,
    });
  });

  it('changes nothing when the same export comes again', async () => {
    await gateway.load(EXPORT);
    const before = await countEvents();
    const again = await gateway.load(EXPORT);
    expect(again).toMatchObject({ state: 'completed', events: 0, counts: {} });
    expect(await countEvents()).toBe(before);
  });

  it('gives exactly the changed rows of a second file as events', async () => {
    await gateway.load(EXPORT);
    const before = await countEvents();
    const [head, d1, d2, , d4] = DEALS;
    const won = 'D3,Bo Birch,GTX,Beta,Won,2017-02-20,2017-03-20,800';
    const second = await gateway.load({ 'sales_pipeline.csv': [head, d1, d2, won, d4].join('\n') });
    expect(second.events).toBe(2);
    expect(await countEvents()).toBe(before + 2 + 2);
    expect((await events('opportunity/D3')).slice(-2)).toMatchObject([
      {
        type: 'OpportunityWon',
        on: '2017-03-20',
        set: { outcome: 'won', amount: 800, closedAt: '2017-03-20T00:00:00.000Z' },
      },
      { type: 'OpportunityFieldsRevised', on: '2017-03-20', undated: true, set: { accountId: 'beta' } },
    ]);
  });

  it('leaves what a person edited in the CRM when the same export comes again', async () => {
    await gateway.load(EXPORT);
    await gateway.database.pool.query(`update crm.opportunity set owner_id = 'P001' where id = 'D3'`);
    await gateway.load(EXPORT);
    const { rows } = await gateway.database.pool.query(`select owner_id from crm.opportunity where id = 'D3'`);
    expect(rows).toEqual([{ owner_id: 'P001' }]);
    expect((await events('opportunity/D3')).at(-1)).toMatchObject({
      type: 'OpportunityOwnerChanged',
      on: '2017-03-01',
    });
  });

  it('refuses bad input as a whole, naming file, row and remedy', async () => {
    const bad = [...DEALS, 'D4,Bo Birch,GTX,Acme,Engaging,2017-02-20,,', 'D5,Bo Birch,GTX,Acme,Haggling,2017-02-20,,'];
    const refused = await gateway.load({ ...EXPORT, 'sales_pipeline.csv': bad.join('\n') });
    expect(refused.state).toBe('failed');
    expect(refused.problems).toMatchObject([
      { code: 'duplicate-id', file: 'sales_pipeline.csv', row: 6, remedy: expect.any(String) },
      { code: 'unknown-stage', file: 'sales_pipeline.csv', row: 7, remedy: expect.stringContaining('Haggling') },
    ]);
    const { rows } = await gateway.database.pool.query('select count(*)::int as n from crm.change');
    expect(rows).toEqual([{ n: 0 }]);
    expect(await countEvents()).toBe(0);
  });

  it('refuses the export of another company', async () => {
    await gateway.load(EXPORT);
    const other = {
      'accounts.csv': 'account,sector\nZeta,retail\n',
      'deals.csv': 'deal_id,account,stage,rep\nX9,Zeta,Engaging,Cy Cedar\n',
    };
    const refused = await gateway.load(other);
    expect(refused.problems).toMatchObject([
      { code: 'other-company', remedy: expect.stringContaining('SALESAGENT_HOME') },
    ]);
  });

  it('takes up an import that was cut off before it was written', async () => {
    const { rows } = await gateway.database.pool.query<{ id: string }>(
      `insert into gateway.import (id, state, phase, files, started_by)
       values (gen_random_uuid(), 'running', 'reading', '["accounts.csv"]', 'test') returning id`,
    );
    await gateway.database.pool.query('insert into gateway.import_file values ($1, $2, $3)', [
      rows[0]!.id,
      'accounts.csv',
      Buffer.from(ACCOUNTS),
    ]);
    await gateway.importer.resume();
    await gateway.importer.idle();
    await gateway.follow();
    expect(await gateway.importer.status('latest')).toMatchObject({ state: 'completed', counts: { account: 2 } });
  });
});
