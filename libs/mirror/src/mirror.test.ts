import type { IntegrationEvent } from '@salesagent/canon/events';
import { inTransaction } from '@salesagent/event-store';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { BusinessClockProjection, businessClock } from './business-clock';
import { mirrorDdl } from './ddl';
import { MirrorBuilding } from './mirror-building';
import { MirrorProjection } from './mirror-projection';
import { MirrorSnapshot } from './mirror-snapshot';
import type { MirrorReader } from './reader';
import { SqlMirror } from './sql-mirror';

let sequence = 0;
const event = (type: string, recordType: string, id: string, set: Record<string, unknown>): IntegrationEvent => {
  sequence += 1;
  return {
    id: `event-${sequence}`,
    type,
    version: 1,
    source: 'gateway',
    company: 'acme',
    topic: `acme.crm.${recordType}`,
    key: `${recordType}/${id}`,
    sequence,
    occurredAt: '2017-01-01T00:00:00.000Z',
    recordedAt: new Date(Date.UTC(2017, 0, 1, 0, 0, sequence)).toISOString(),
    correlationId: 'c',
    causationId: 'c',
    data: { recordType, recordId: id, recordVersion: sequence, set, by: 'import' },
  };
};
const HISTORY = [
  event('OpportunityCreated', 'opportunity', '1', { amount: 10, accountId: 'A', subStage: '4.1' }),
  event('OpportunityCreated', 'opportunity', '2', { amount: 20, accountId: 'A' }),
  event('OpportunityCreated', 'opportunity', '3', { amount: 30, accountId: 'B' }),
  event('OpportunityCreated', 'opportunity', 'gone', { amount: 1, accountId: 'A' }),
  event('AccountCreated', 'account', 'A', { name: 'Acme', tier: 'T1' }),
  event('OpportunityWon', 'opportunity', '2', { outcome: 'won', amount: 21 }),
  event('AmountRevised', 'opportunity', '1', { amount: 11 }),
  event('RecordDeleted', 'opportunity', 'gone', {}),
];
const declares = { opportunity: ['amount', 'accountId', 'outcome'], account: ['name'] } as const;

describe('the mirror of a service', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    for (const schema of ['one', 'two']) await database.pool.query(`create schema ${schema}; ${mirrorDdl(schema)}`);
  });
  afterAll(() => database.drop());

  const project = (schema: string, events: IntegrationEvent[]) =>
    inTransaction(database.pool, (client) => new MirrorProjection({ schema, declares }).apply(events, client));

  it('says which records were touched, and in which of the declared fields', async () => {
    const touched = await project('one', HISTORY);
    expect(touched).toEqual([
      { type: 'opportunity', id: '1', fields: ['amount', 'accountId'] },
      { type: 'opportunity', id: '2', fields: ['amount', 'accountId', 'outcome'] },
      { type: 'opportunity', id: '3', fields: ['amount', 'accountId'] },
      { type: 'opportunity', id: 'gone', fields: [], deleted: true },
      { type: 'account', id: 'A', fields: ['name'] },
    ]);
  });

  it('is the same to the byte however the events were cut into batches', async () => {
    for (const one of HISTORY) await project('two', [one]);
    const content = async (schema: string): Promise<unknown[]> =>
      (
        await database.pool.query(
          `select *, fields::text as text from ${schema}.mirror order by record_type, record_id`,
        )
      ).rows;
    expect(await content('two')).toEqual(await content('one'));
  });

  it('is the same to the byte when a rebuild makes it, with one row in memory as with all', async () => {
    const anew = [
      ...HISTORY,
      event('OpportunityCreated', 'opportunity', 'gone', { accountId: 'B' }),
      event('AmountRevised', 'opportunity', '3', { amount: 31 }),
      event('RecordDeleted', 'opportunity', '1', {}),
    ];
    const content = async (schema: string): Promise<unknown[]> =>
      (await database.pool.query(`select m::text from ${schema}.mirror m order by record_type, record_id`)).rows;
    await database.pool.query(`create schema three; ${mirrorDdl('three')}`);
    await inTransaction(database.pool, (client) =>
      new MirrorProjection({ schema: 'three', declares }).apply(anew, client),
    );
    const wanted = await content('three');
    for (const most of [1, 2, 1_000]) {
      await database.pool.query('truncate three.mirror');
      const building = new MirrorBuilding({ schema: 'three', declares }, most);
      for (const one of anew) {
        await inTransaction(database.pool, (client) => building.apply([one], client));
        building.committed();
      }
      await inTransaction(database.pool, (client) => building.complete(client));
      expect(await content('three')).toEqual(wanted);
    }
  });

  describe.each<[string, () => Promise<MirrorReader>]>([
    ['in the database', () => Promise.resolve(new SqlMirror(database.pool, 'one'))],
    ['as a snapshot', () => MirrorSnapshot.load(database.pool, 'one')],
  ])('read %s', (_how, reader) => {
    it('gives a record with its declared fields', async () => {
      const mirror = await reader();
      expect(await mirror.get('opportunity', '2')).toEqual({
        type: 'opportunity',
        id: '2',
        version: 6,
        fields: { amount: 21, accountId: 'A', outcome: 'won' },
      });
      expect((await mirror.get('account', 'A'))?.fields).toEqual({ name: 'Acme' });
    });

    it('knows nothing of a deleted record', async () => {
      expect(await (await reader()).get('opportunity', 'gone')).toBeNull();
    });

    it('gives many by id, those of a reference, and those that are open', async () => {
      const mirror = await reader();
      const ids = (rows: { id: string }[]): string[] => rows.map((row) => row.id);
      expect([...(await mirror.many('opportunity', ['1', '3', 'nobody'])).keys()].sort()).toEqual(['1', '3']);
      expect(ids(await mirror.where('opportunity', 'accountId', 'A'))).toEqual(['1', '2']);
      expect(ids(await mirror.where('opportunity', 'amount', 30))).toEqual(['3']);
      expect(ids(await mirror.all('opportunity'))).toEqual(['1', '2', '3']);
      expect(ids(await mirror.all('opportunity', 'open'))).toEqual(['1', '3']);
    });

    it('refuses a field that the canon does not have', async () => {
      const mirror = await reader();
      await expect((async () => mirror.where('opportunity', 'shoeSize', '1'))()).rejects.toThrow(/no field "shoeSize"/);
    });
  });

  it('cannot declare a field that the canon does not have', () => {
    expect(() => new MirrorProjection({ schema: 'one', declares: { account: ['shoeSize'] } })).toThrow(/shoeSize/);
  });

  it('keeps the business clock: live until an import freezes it, and live again when told', async () => {
    const set = (mode: string, date: string | null): IntegrationEvent => ({
      ...event('BusinessClockSet', 'import', '1', {}),
      data: { mode, date },
    });
    const apply = (events: IntegrationEvent[]) =>
      inTransaction(database.pool, (client) => new BusinessClockProjection({ schema: 'one' }).apply(events, client));
    expect(await businessClock(database.pool, 'one')).toEqual({ mode: 'live' });
    await apply([set('live', null), set('frozen', '2017-12-31')]);
    expect(await businessClock(database.pool, 'one')).toEqual({ mode: 'frozen', date: '2017-12-31' });
    expect(await apply(HISTORY)).toBeNull();
    await apply([set('live', null)]);
    expect(await businessClock(database.pool, 'one')).toEqual({ mode: 'live' });
  });
});
