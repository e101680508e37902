import { dealWorkflowId, MESSAGES, type DealMemory } from '@salesagent/workflow';
import { resolve } from 'node:path';
import { ACompany } from '../../testing/a-company';
import { recordHistory } from '../../testing/record-history';
import { lifecyclesOf } from './lifecycles-of';
import { ensureRhythm, rhythmCalendar } from './rhythm';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
}, 240_000);
afterAll(() => company?.stop());

const events = async (stream: string): Promise<{ type: string; data: unknown }[]> =>
  (await company.store.read(stream)).map(({ type, data }) => ({ type, data }));

const untilLogged = async (stream: string, n: number): Promise<{ type: string; data: unknown }[]> => {
  for (;;) {
    const found = await events(stream);
    if (found.length >= n) return found;
    await new Promise((wait) => setTimeout(wait, 20));
  }
};

describe('the lifecycle of a deal', () => {
  it('follows the CRM from stage to stage and hands over on a win', async () => {
    const { starter } = company.orchestration;
    await company.deal('l1', 'T2');
    await starter.turn();
    const [entered] = await untilLogged('deal/l1', 1);
    expect(entered).toEqual({
      type: 'DealStageEntered',
      data: { opportunityId: 'l1', subStage: '4.1', from: null, missingCriteria: ['a primary contact'] },
    });

    await company.deliver(company.record('OpportunityStageMoved', 'opportunity', 'l1', { subStage: '5.1' }));
    await starter.turn();
    const [, moved] = await untilLogged('deal/l1', 2);
    expect(moved?.data).toMatchObject({ from: '4.1', subStage: '5.1' });
    expect((moved?.data as { missingCriteria: string[] }).missingCriteria).toContain('decision criteria');

    await company.deliver(company.record('OpportunityWon', 'opportunity', 'l1', { subStage: '5.3', outcome: 'won' }));
    await starter.turn();
    const handle = company.client.workflow.getHandle(dealWorkflowId('l1'));
    expect(await handle.result()).toMatchObject({ opportunityId: 'l1' });
    await recordHistory(company.client, dealWorkflowId('l1'), 'deal-won');
    const [handoff] = await events('handoff/l1');
    expect(handoff).toMatchObject({ type: 'HandoffOpened', data: { accountId: 'acc-l1', from: 'anna', to: 'anna' } });
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
    await untilLogged('deal/l3', 1);
    await company.deliver(company.record('ActivityLogged', 'activity', 'a1', { opportunityId: 'l3', type: 'call' }));
    await company.orchestration.starter.turn();
    const handle = company.client.workflow.getHandle(dealWorkflowId('l3'));
    let memory = await handle.query<DealMemory>(MESSAGES.status);
    while (memory.touchedAt === null) memory = await handle.query<DealMemory>(MESSAGES.status);
    expect(memory.subStage).toBe('4.1');
  });
});

describe('the operating rhythm', () => {
  it('beats by schedule and asks with its nominal time, once', async () => {
    const { rhythm } = lifecyclesOf(resolve(__dirname, '../../../../playbooks'), 'test');
    await ensureRhythm(company.client, rhythmCalendar('08:00', rhythm), 'UTC');
    await ensureRhythm(company.client, rhythmCalendar('07:30', rhythm), 'UTC');
    await company.client.schedule.getHandle('rhythm-daily').trigger();
    const [asked] = await untilLogged('forecast:company', 1);
    expect(asked).toMatchObject({ type: 'ActionRequested', data: { action: 'forecast', subject: 'company' } });
    for (const action of ['deal-scoring', 'deal-risk', 'stalled-deal-alert', 'meddicc-completeness'])
      expect((await untilLogged(`${action}:company`, 1))[0]?.data).toMatchObject({ subject: 'company' });
    const { nominalTime } = asked?.data as { nominalTime: string };
    await company.orchestration.activities.runRhythm({ name: 'daily', nominalTime });
    expect(await events('forecast:company')).toHaveLength(1);
  });

  it('says which rhythm a report is of', async () => {
    const { runRhythm } = company.orchestration.activities;
    await runRhythm({ name: 'weekly', nominalTime: '2026-02-02T06:00:00.000Z' });
    await runRhythm({ name: 'monthly', nominalTime: '2026-03-01T06:00:00.000Z' });
    const asked = await events('periodic-report:company');
    expect(asked.map((e) => (e.data as { rhythm?: string }).rhythm)).toEqual(['weekly', 'monthly']);
    expect(await events('icp-scoring:company')).toHaveLength(1);
  });

  it('asks nothing while the business clock is frozen: no day passes', async () => {
    const frozen = { mode: 'frozen', date: '2017-12-31' };
    await company.deliver(company.event('BusinessClockSet', 'clock/test', frozen));
    const before = await events('forecast:company');
    await company.orchestration.activities.runRhythm({ name: 'daily', nominalTime: '2026-02-03T05:00:00.000Z' });
    expect(await events('forecast:company')).toEqual(before);
  });
});
