import { describeSalesOpportunities, IMPORTED_ON, rowsOf, salesOpportunityFacts } from '@salesagent/canon/testing';
import { AgentRuntime, agentServiceDdl } from '@salesagent/agent';
import { PLAYBOOKS } from '@salesagent/agent/testing';
import { INTEGRATION_EVENTS, type IntegrationEvent, type Proposal } from '@salesagent/canon/events';
import { dealsAsOf, emptyCompany } from '@salesagent/canon/kpi';
import { EventStore, type StoredEvent } from '@salesagent/event-store';
import { everythingVisible } from '@salesagent/event-store/testing';
import { winCurve } from '@salesagent/forecast';
import { SettableClock } from '@salesagent/platform';
import { compilePlaybook } from '@salesagent/playbook';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { actions } from './actions';

jest.setTimeout(120_000);

let sequence = 0;
function event(topic: string, type: string, key: string, data: object): IntegrationEvent {
  sequence += 1;
  const recordedAt = '2026-01-01T00:00:00.000Z';
  return {
    id: `e${sequence}`,
    type,
    version: 1,
    source: 'gateway',
    company: 'acme',
    topic: `acme.${topic}`,
    key,
    sequence,
    occurredAt: recordedAt,
    recordedAt,
    correlationId: 'import',
    causationId: 'import',
    data,
  };
}

/** The export as the gateway tells of it, in short: one event a deal. */
function deals(): IntegrationEvent[] {
  const at = (d: string | undefined): string | null => (d ? `${d}T00:00:00.000Z` : null);
  return rowsOf('sales_pipeline.csv').map((r) => {
    const stage = r['deal_stage'] ?? '';
    const outcome = stage === 'Won' ? 'won' : stage === 'Lost' ? 'lost' : null;
    const subStage = outcome ? '5.3' : stage === 'Engaging' ? '4.1' : '3.2';
    const set = {
      subStage,
      outcome,
      ownerId: r['sales_agent'] ?? null,
      accountId: r['account'] || null,
      productId: r['product'] ?? null,
      engagedAt: at(r['engage_date']),
      closedAt: at(r['close_date']),
      amount: r['close_value'] ? Number(r['close_value']) : null,
    };
    const id = r['opportunity_id'] ?? '';
    const data = { recordType: 'opportunity', recordId: id, recordVersion: 1, set, by: 'import' };
    return event('crm.opportunity', 'OpportunityCreated', `opportunity/${id}`, data);
  });
}

describeSalesOpportunities('qualification on a real export', () => {
  let database: TestDatabase;
  let runtime: AgentRuntime;
  let store: EventStore;

  const consume = async (events: IntegrationEvent[]): Promise<void> => {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await runtime.handle(events, client);
      await client.query('commit');
    } finally {
      client.release();
    }
    await runtime.settle();
  };
  const log = async (): Promise<StoredEvent[]> => {
    await everythingVisible(database.pool);
    return store.readAll(null, 100_000);
  };

  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(`create schema qualification; ${agentServiceDdl('qualification')}`);
    store = new EventStore(database.pool, { schema: 'qualification', ...INTEGRATION_EVENTS });
    runtime = new AgentRuntime({
      store,
      playbook: compilePlaybook(PLAYBOOKS),
      compile: () => compilePlaybook(PLAYBOOKS),
      actions,
      clock: new SettableClock(new Date('2026-01-02T09:00:00Z')),
      sealer: null,
      caughtUp: () => Promise.resolve(true),
    });
    await consume(deals());
    await consume([
      event('crm.import', 'BusinessClockSet', 'import/1', { mode: 'frozen', date: IMPORTED_ON }),
      event('crm.import', 'ImportCompleted', 'import/1', {
        importId: '1',
        files: [],
        records: {},
        events: 8800,
        asOf: IMPORTED_ON,
      }),
    ]);
  });
  afterAll(() => database.drop());

  it('scores nothing that needs the curve before the curve is published', async () => {
    const actionsSeen = new Set((await log()).map((e) => (e.data as { action: string }).action));
    expect([...actionsSeen]).toEqual(['meddicc-completeness']);
  });

  describe('once the curve is published', () => {
    let proposals: Proposal[];
    beforeAll(async () => {
      const curve = winCurve(emptyCompany(IMPORTED_ON, dealsAsOf(salesOpportunityFacts(), IMPORTED_ON)));
      await consume([event('kpi.curve', 'WinCurveFitted', 'curve/acme', curve as object)]);
      const events = await log();
      proposals = events.filter((e) => e.type === 'ActionProposed').map((e) => e.data as Proposal);
    });

    it('alerts on exactly 176 stalled deals of 21 owners, and on no dead one', () => {
      const alerts = proposals.filter((p) => p.action === 'stalled-deal-alert');
      expect(alerts).toHaveLength(176);
      expect(new Set(alerts.map((p) => p.ownerId)).size).toBe(21);
      const ages = alerts.map((p) => Number(p.facts['ageDays']));
      expect([Math.min(...ages), Math.max(...ages)]).toEqual([94, 138]);
      expect(alerts.every((p) => p.tier === 'T1' && p.attention.priors.includes('uplift'))).toBe(true);
    });

    it('scores all 1,589 engaged deals, 1,291 of them outside everything won', async () => {
      const scores = (await log()).filter((e) => e.type === 'InsightRecorded' && e.stream.startsWith('deal-scoring:'));
      const values = scores.map((e) => (e.data as { values: { label: string | null; probability: number } }).values);
      expect(values).toHaveLength(1589);
      expect(values.filter((v) => v.label !== null && v.probability === 0)).toHaveLength(1291);
      expect(values.filter((v) => v.label === null).every((v) => v.probability >= 0 && v.probability < 1)).toBe(true);
    });

    it('says of each risk whether it could be known', async () => {
      const risks = (await log()).filter((e) => e.type === 'InsightRecorded' && e.stream.startsWith('deal-risk:'));
      const values = risks.map(
        (e) => (e.data as { values: { risks: { risk: string }[]; notKnowableCount: number } }).values,
      );
      expect(values).toHaveLength(1589);
      expect(values.every((v) => v.notKnowableCount === 9)).toBe(true);
      expect(values.filter((v) => v.risks[0]?.risk === 'outside-won')).toHaveLength(1291);
      expect(values.filter((v) => v.risks[0]?.risk === 'stalled')).toHaveLength(176);
    });

    it('copies agent fields in batches of at most 1,000 rows', () => {
      const batches = proposals.filter((p) => p.subject === 'company');
      const rows = batches.map((p) => (p.change.kind === 'fields-batch' ? [p.action, p.change.rows.length] : []));
      expect(rows).toEqual(
        expect.arrayContaining([
          ['deal-scoring', 1000],
          ['deal-scoring', 589],
          ['deal-risk', 1000],
          ['deal-risk', 589],
        ]),
      );
    });

    it('the same import and curve again add nothing', async () => {
      const before = (await log()).length;
      await consume(deals());
      await consume([
        event('crm.import', 'ImportCompleted', 'import/2', {
          importId: '2',
          files: [],
          records: {},
          events: 0,
          asOf: IMPORTED_ON,
        }),
      ]);
      expect(await log()).toHaveLength(before);
    });
  });
});
