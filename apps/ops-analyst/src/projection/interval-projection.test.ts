import type { IntegrationEvent } from '@salesagent/canon/events';
import { dealsAsOf, measureKpis, periodUpTo, type DealFact } from '@salesagent/canon/kpi';
import { makeForecast } from '@salesagent/forecast';
import { inTransaction } from '@salesagent/event-store';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { describeSalesOpportunities, IMPORTED_ON, salesOpportunityFacts } from '@salesagent/canon/testing';
import { intervalDdl } from './ddl';
import { IntervalProjection } from './interval-projection';
import { readCompany } from './read-company';

jest.setTimeout(60_000);

const RULES = { fiscalYearStartMonth: 1, currency: 'USD' };

/** The facts of a record and sequence are one event. */
function eventsOf(facts: readonly DealFact[]): IntegrationEvent[] {
  const events = new Map<string, IntegrationEvent>();
  for (const f of facts) {
    const key = `opportunity/${f.dealId}`;
    const id = `${key}/${f.sequence}`;
    const event = events.get(id) ?? {
      id,
      type: 'OpportunityFieldsRevised',
      version: 1,
      source: 'gateway' as const,
      company: 'test',
      topic: 'test.crm.opportunity',
      key,
      sequence: f.sequence,
      occurredAt: `${f.from}T00:00:00.000Z`,
      recordedAt: f.recordedAt,
      correlationId: 'c',
      causationId: 'c',
      data: { recordType: 'opportunity', recordId: f.dealId, recordVersion: f.sequence, set: {}, by: 'import' },
    };
    (event.data as { set: Record<string, unknown> }).set[f.field] = f.value;
    events.set(id, event);
  }
  return [...events.values()];
}

async function project(db: TestDatabase, schema: string, events: IntegrationEvent[], batch = 500): Promise<void> {
  await db.pool.query(`create schema ${schema}`);
  await db.pool.query(intervalDdl(schema));
  const projection = new IntervalProjection({ schema });
  for (let i = 0; i < events.length; i += batch) {
    await inTransaction(db.pool, (client) =>
      projection.apply(events.slice(i, i + batch), client).then(() => undefined),
    );
  }
}

const fact = (
  field: string,
  value: unknown,
  from: string,
  sequence: number,
  recordedAt = `${from}T12:00:00.000Z`,
): DealFact => ({
  dealId: 'D1',
  field,
  value,
  from,
  recordedAt,
  sequence,
});

describe('dated intervals', () => {
  let db: TestDatabase;
  beforeAll(async () => void (db = await testDatabase()));
  afterAll(() => db.drop());

  it('answers as of a day and as known at an instant', async () => {
    const facts = [
      fact('engagedAt', '2024-01-10', '2024-01-10', 1),
      fact('amount', 100, '2024-01-10', 1),
      fact('amount', 200, '2024-02-10', 2),
      fact('amount', 150, '2024-01-20', 3, '2024-03-01T00:00:00.000Z'),
    ];
    await project(db, 'answers', eventsOf(facts), 1);
    const amount = async (asOf: string, knownAt: string | null = null) =>
      (await readCompany(db.pool, 'answers', asOf, knownAt, RULES)).company.deals[0]?.amount;
    expect(await amount('2024-01-09')).toBeUndefined();
    expect(await amount('2024-01-10')).toBe(100);
    expect(await amount('2024-01-31')).toBe(150);
    expect(await amount('2024-01-31', '2024-02-28T00:00:00.000Z')).toBe(100);
    expect(await amount('2024-12-31')).toBe(200);
  });

  it('gives the same rows however the events are cut into batches', async () => {
    const facts = [1, 2, 3, 4].map((i) => fact('amount', i, `2024-0${5 - i}-01`, i));
    await project(db, 'one_batch', eventsOf(facts));
    await project(db, 'single_events', eventsOf(facts), 1);
    const rows = async (schema: string) =>
      (await db.pool.query(`select * from ${schema}.record_interval order by sequence`)).rows;
    expect(await rows('single_events')).toEqual(await rows('one_batch'));
  });

  describeSalesOpportunities('a whole export', () => {
    const facts = salesOpportunityFacts();

    it('reads the same deals from the database as from the facts', async () => {
      await project(db, 'whole', eventsOf(facts));
      for (const day of ['2017-06-30', IMPORTED_ON]) {
        const { company } = await readCompany(db.pool, 'whole', day, null, RULES);
        expect(company.deals).toEqual(dealsAsOf(facts, day));
      }
    });

    it('says the same to the byte as of a day, whatever is altered after it or undated', async () => {
      const day = '2017-06-30';
      const altered = facts.map((f) =>
        f.from <= day
          ? f
          : { ...f, value: f.field === 'amount' ? 7 : f.field.endsWith('Id') ? 'somebody else' : f.value },
      );
      await project(
        db,
        'altered',
        eventsOf(altered).sort((a, b) => (a.key > b.key ? -1 : a.key < b.key ? 1 : a.sequence - b.sequence)),
      );
      const said = async (schema: string): Promise<string> => {
        const { company } = await readCompany(db.pool, schema, day, null, RULES);
        return JSON.stringify([measureKpis(company, periodUpTo('all', day)), makeForecast(company)]);
      };
      expect(await said('altered')).toBe(await said('whole'));
    });
  });
});
