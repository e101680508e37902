import { dealWorkflowId, MESSAGES, type DealMemory } from '@salesagent/workflow';
import { resolve } from 'node:path';
import { ACompany } from '../../testing/a-company';
import { lifecyclesOf } from './lifecycles-of';
import { ensureRhythm, rhythmCalendar } from './rhythm';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
}, 240_000);
afterAll(() => company?.stop());

interface Logged {
  type: string;
  data: Record<string, unknown>;
}

const events = async (stream: string): Promise<Logged[]> =>
  (await company.store.read(stream)).map(({ type, data }) => ({ type, data: data as Record<string, unknown> }));

/** The n-th event of a type on a stream, once it is there. */
const untilLogged = async (stream: string, type: string, n = 1): Promise<Logged> => {
  for (;;) {
    const found = (await events(stream)).filter((e) => e.type === type)[n - 1];
    if (found) return found;
    await new Promise((wait) => setTimeout(wait, 20));
  }
};

const memoryOf = (id: string): Promise<DealMemory> =>
  company.client.workflow.getHandle(dealWorkflowId(id)).query<DealMemory>(MESSAGES.status);
const untilMemory = async (id: string, holds: (memory: DealMemory) => boolean): Promise<DealMemory> => {
  for (;;) {
    const memory = await memoryOf(id);
    if (holds(memory)) return memory;
    await new Promise((wait) => setTimeout(wait, 20));
  }
};

/** Something becomes of a deal in the CRM, and its lifecycle is told. */
const becomes = async (type: string, id: string, set: Record<string, unknown>): Promise<void> => {
  await company.deliver(company.record(type, 'opportunity', id, set));
  await company.orchestration.starter.turn();
};

describe('the lifecycle of a deal', () => {
  it('follows the CRM from stage to stage and asks the owner for what a move has skipped', async () => {
    await company.deal('l1', 'T2', { contactId: 'c1' });
    await company.orchestration.starter.turn();
    const first = await untilLogged('deal/l1', 'DealStageEntered');
    expect(first.data).toEqual({ opportunityId: 'l1', subStage: '4.1', from: null, missingCriteria: [] });

    await becomes('OpportunityStageMoved', 'l1', { subStage: '5.1' });
    const moved = await untilLogged('deal/l1', 'DealStageEntered', 2);
    expect(moved.data).toMatchObject({ from: '4.1', subStage: '5.1' });
    const question = await untilLogged('deal/l1', 'ReadinessQuestioned');
    expect(question.data).toMatchObject({ subStage: '5.1', from: '4.1', skipped: ['4.2', '4.3'], askedOf: 'anna' });
    expect(question.data['missingCriteria']).toContain('decision criteria');
    // It is asked, not undone: the lifecycle stands where the CRM stands.
    expect((await untilMemory('l1', (m) => m.subStage === '5.1')).subStage).toBe('5.1');
  });

  it('asks nobody about the deals it finds when it begins', async () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      company.record('OpportunityCreated', 'opportunity', `old${i}`, { ownerId: 'anna', subStage: '5.1' }),
    );
    await company.deliver(...many);
    for (let n = 0; n < 8; n++) {
      company.clock.advance(11_000);
      await company.orchestration.starter.turn();
    }
    const entered = await untilLogged('deal/old0', 'DealStageEntered');
    expect(entered.data['missingCriteria']).not.toEqual([]);
    expect((await events('deal/old0')).map((e) => e.type)).toEqual(['DealStageEntered']);
  });

  it('does one thing after the other on one deal, however many signals come at a time', async () => {
    await company.deal('one', 'T2');
    await company.orchestration.starter.turn();
    await untilLogged('deal/one', 'DealStageEntered');
    const handle = company.client.workflow.getHandle(dealWorkflowId('one'));
    const subStages = ['4.2', '4.3', '5.1', '5.2'];
    for (const subStage of subStages) {
      await company.deliver(company.record('OpportunityStageMoved', 'opportunity', 'one', { subStage }));
      await Promise.all(Array.from({ length: 25 }, () => handle.signal(MESSAGES.changed, { touched: true })));
    }
    await untilMemory('one', (m) => m.subStage === '5.2');
    const { events: history } = await handle.fetchHistory();
    let [atOnce, most, looks] = [0, 0, 0];
    for (const { activityTaskScheduledEventAttributes: begun, activityTaskCompletedEventAttributes: done } of history ??
      []) {
      if (begun) [atOnce, looks] = [atOnce + 1, looks + 1];
      if (done) atOnce -= 1;
      most = Math.max(most, atOnce);
    }
    expect(most).toBe(1);
    // Signals that come while it looks are one more look, not one each.
    expect(looks).toBeLessThan(100);
    const froms = (await events('deal/one')).filter((e) => e.type === 'DealStageEntered').map((e) => e.data['from']);
    expect(new Set(froms).size).toBe(froms.length);
  });

  it('begins a new run when a lost deal is open again, which knows the one before', async () => {
    await company.deal('again', 'T2', { contactId: 'c1' });
    await company.orchestration.starter.turn();
    await untilLogged('deal/again', 'DealStageEntered');
    await becomes('OpportunityLost', 'again', { subStage: '5.3', outcome: 'lost' });
    const first = company.client.workflow.getHandle(dealWorkflowId('again'));
    const { runId: before } = await first.describe();
    expect(await first.result()).toMatchObject({ closed: { as: 'lost', subStage: '5.3' } });

    await becomes('OpportunityReopened', 'again', { subStage: '4.2', outcome: null });
    const reopened = await untilLogged('deal/again', 'DealReopened');
    expect(reopened.data).toMatchObject({ closedAs: 'lost', subStage: '4.2', run: 2 });
    const entered = await untilLogged('deal/again', 'DealStageEntered', 2);
    expect(entered.data).toMatchObject({ from: '5.3', subStage: '4.2' });
    expect((await company.client.workflow.getHandle(dealWorkflowId('again')).describe()).runId).not.toBe(before);

    await becomes('OpportunityLost', 'again', { subStage: '5.3', outcome: 'lost' });
    await company.client.workflow.getHandle(dealWorkflowId('again')).result();
    await becomes('OpportunityReopened', 'again', { subStage: '4.1', outcome: null });
    expect((await untilLogged('deal/again', 'DealReopened', 2)).data).toMatchObject({ run: 3 });
  });

  it('gives closed history none', async () => {
    await company.deal('l2', 'T2', { outcome: 'lost', subStage: '5.3' });
    await company.orchestration.starter.turn();
    await expect(company.client.workflow.getHandle(dealWorkflowId('l2')).describe()).rejects.toThrow();
  });

  it('starts none while an import is being read, however small its batches', async () => {
    const { starter } = company.orchestration;
    await company.deliver(company.record('OpportunityCreated', 'opportunity', 'few', { subStage: '4.1' }, 'import'));
    await starter.turn();
    expect((await starter.counts()).waiting).toBe(1);
    company.clock.advance(11_000);
    await starter.turn();
    expect((await starter.counts()).waiting).toBe(0);
  });

  it('starts those of an import in the background, after the first wave', async () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      company.record('OpportunityCreated', 'opportunity', `b${i}`, { ownerId: 'anna', subStage: '4.1' }),
    );
    const importId = 'back';
    const completed = { importId, files: [], records: {}, events: 0, asOf: '2017-12-31' };
    await company.deliver(...many, company.event('ImportCompleted', `import/${importId}`, completed));
    const { starter } = company.orchestration;
    await starter.turn();
    expect((await starter.counts()).waiting).toBe(60);
    company.clock.advance(61_000);
    await starter.turn();
    const { waiting } = await starter.counts();
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(60);
  });

  it('remembers a touch', async () => {
    await company.deal('l3', 'T2');
    await company.orchestration.starter.turn();
    await untilLogged('deal/l3', 'DealStageEntered');
    await company.deliver(company.record('ActivityLogged', 'activity', 'a1', { opportunityId: 'l3', type: 'call' }));
    await company.orchestration.starter.turn();
    const { subStage } = await untilMemory('l3', (m) => m.touchedAt !== null);
    expect(subStage).toBe('4.1');
  });

  it('knows the meetings that lie ahead, and when they are moved or called off', async () => {
    await company.deal('meets', 'T2');
    const meetings = async (): Promise<unknown> =>
      (
        await company.database.pool.query(
          `select at from orchestrator.lifecycle_meeting where opportunity_id = 'meets'`,
        )
      ).rows;
    const logged = (id: string, happenedAt: string) =>
      company.record('ActivityLogged', 'activity', id, { opportunityId: 'meets', type: 'meeting', happenedAt });
    await company.deliver(logged('held', '2020-01-01T09:00:00.000Z'), logged('ahead', '2099-01-05T09:00:00.000Z'));
    expect(await meetings()).toEqual([{ at: new Date('2099-01-05T09:00:00.000Z') }]);
    const later = { happenedAt: '2099-01-07T09:00:00.000Z' };
    await company.deliver(company.record('ActivityFieldsRevised', 'activity', 'ahead', later));
    expect(await meetings()).toEqual([{ at: new Date('2099-01-07T09:00:00.000Z') }]);
    await company.deliver(company.record('RecordDeleted', 'activity', 'ahead', {}));
    expect(await meetings()).toEqual([]);
  });
});

describe('the operating rhythm', () => {
  const mornings = (morning: string) => ({ docket: { morning }, calendar: { fiscalYearStartMonth: 2 } });

  it('has its quarters by the fiscal year of the policy', () => {
    const { rhythm } = lifecyclesOf(resolve(__dirname, '../../../../playbooks'), 'test');
    expect(rhythmCalendar(mornings('08:00'), rhythm)).toMatchObject({
      morning: '0 8 * * 1-5',
      quarterly: '30 6 1 2,5,8,11 *',
    });
  });

  it('beats by schedule and asks with its nominal time, once', async () => {
    const { rhythm } = lifecyclesOf(resolve(__dirname, '../../../../playbooks'), 'test');
    await ensureRhythm(company.client, rhythmCalendar(mornings('08:00'), rhythm), 'UTC');
    await ensureRhythm(company.client, rhythmCalendar(mornings('07:30'), rhythm), 'UTC');
    await company.client.schedule.getHandle('rhythm-daily').trigger();
    const asked = await untilLogged('forecast:company', 'ActionRequested');
    expect(asked).toMatchObject({ type: 'ActionRequested', data: { action: 'forecast', subject: 'company' } });
    for (const action of ['deal-scoring', 'deal-risk', 'stalled-deal-alert', 'meddicc-completeness'])
      expect((await untilLogged(`${action}:company`, 'ActionRequested')).data).toMatchObject({ subject: 'company' });
    const { nominalTime } = asked.data as { nominalTime: string };
    await company.orchestration.activities.runRhythm({ name: 'daily', nominalTime });
    expect(await events('forecast:company')).toHaveLength(1);
  });

  it('says which rhythm a report is of', async () => {
    const { runRhythm } = company.orchestration.activities;
    await runRhythm({ name: 'weekly', nominalTime: '2026-02-02T06:00:00.000Z' });
    await runRhythm({ name: 'monthly', nominalTime: '2026-03-01T06:00:00.000Z' });
    const asked = await events('periodic-report:company');
    expect(asked.map((e) => e.data['rhythm'])).toEqual(['weekly', 'monthly']);
    await runRhythm({ name: 'quarterly', nominalTime: '2026-04-01T06:30:00.000Z' });
    const scored = await events('icp-scoring:company');
    expect(scored.map((e) => e.data['rhythm'])).toEqual(['monthly', 'quarterly']);
  });

  it('asks nothing while the business clock is frozen: no day passes', async () => {
    const frozen = { mode: 'frozen', date: '2017-12-31' };
    await company.deliver(company.event('BusinessClockSet', 'clock/test', frozen));
    const before = await events('forecast:company');
    await company.orchestration.activities.runRhythm({ name: 'daily', nominalTime: '2026-02-03T05:00:00.000Z' });
    expect(await events('forecast:company')).toEqual(before);
  });
});
