import { jumpingTemporal, shortHistoriesTemporal, type JumpingTemporal } from '@salesagent/servers/testing';
import {
  accountWorkflowId,
  dealWorkflowId,
  MESSAGES,
  TASK_QUEUES,
  WORKFLOWS,
  type DealMemory,
} from '@salesagent/workflow';
import { ACompany } from '../../testing/a-company';
import { branchesOf } from '../../testing/histories/record';

// Each scenario takes a way through the lifecycles with the real activities. `npm run record:histories` keeps what it did.
jest.setTimeout(90_000);

const DAY = 86_400_000;
const inDays = (at: ACompany, days: number): string => new Date(at.clock.now().getTime() + days * DAY).toISOString();
const pause = (): Promise<void> => new Promise((wait) => setTimeout(wait, 25));

async function tell(at: ACompany, ...records: Parameters<ACompany['record']>[]): Promise<void> {
  await at.deliver(...records.map((r) => at.record(...r)));
  await at.orchestration.starter.turn();
}

/** Types and reasons on a stream, once `n` are there. */
async function logged(at: ACompany, stream: string, n: number): Promise<string[]> {
  for (;;) {
    const found = await at.store.read(stream);
    if (found.length >= n) return found.map((e) => String((e.data as { because?: string }).because ?? e.type));
    await pause();
  }
}

async function untilDue(at: ACompany, workflowId: string, what: string): Promise<void> {
  for (;;) {
    const { events } = await at.client.workflow.getHandle(workflowId).fetchHistory();
    const answers = (events ?? []).map((e) => e.activityTaskCompletedEventAttributes?.result?.payloads?.[0]?.data);
    const last = answers.findLast((data) => data !== undefined && data !== null);
    if (last && Buffer.from(last).toString('utf8').includes(`"due":${what}`)) return;
    await pause();
  }
}

async function inJumpingTime(
  work: (at: ACompany, pass: (days: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const time: JumpingTemporal = await jumpingTemporal();
  const at = await ACompany.start(Promise.resolve(time));
  const pass = async (days: number): Promise<void> => {
    at.clock.advance(days * DAY);
    await time.jump(days * DAY);
  };
  try {
    await work(at, pass);
  } finally {
    await at.stop();
  }
}

describe('time in a deal', () => {
  it('asks before a meeting, for a silence, for a stall and when the close date has passed', () =>
    inJumpingTime(async (at, pass) => {
      await at.deal('d1', 'T2', { contactId: 'c', expectedCloseDate: inDays(at, 40).slice(0, 10) });
      const meeting = { opportunityId: 'd1', type: 'meeting', happenedAt: inDays(at, 4) };
      await tell(at, ['ActivityLogged', 'activity', 'V-1', meeting]);
      await logged(at, 'deal/d1', 1);
      await pass(5);
      expect(await logged(at, 'meddicc-completeness:opportunity/d1', 1)).toEqual(['meeting:V-1']);
      await pass(12);
      expect(await logged(at, 'stalled-deal-alert:opportunity/d1', 1)).toEqual(['silence']);
      await pass(10);
      await pass(16);
      const scored = await logged(at, 'deal-scoring:opportunity/d1', 4);
      expect(scored).toEqual(['silence', 'silence', 'close-date', 'silence']);
      expect(await logged(at, 'stalled-deal-alert:opportunity/d1', 4)).toEqual([
        'silence',
        'silence',
        'stall',
        'silence',
      ]);
      await tell(at, ['OpportunityStageMoved', 'opportunity', 'd1', { subStage: '4.2' }]);
      await logged(at, 'deal/d1', 2);
      await tell(at, ['OpportunityLost', 'opportunity', 'd1', { subStage: '5.3', outcome: 'lost' }]);
      await at.client.workflow.getHandle(dealWorkflowId('d1')).result();
      expect(await branchesOf(at.client, dealWorkflowId('d1'), 'deal-due-dates')).toEqual([
        'moved',
        'asked for a silence',
        'asked for a stall',
        'asked before a meeting',
        'asked when the close date had passed',
        'lost',
      ]);
    }));

  it('asks the manager when a hand-off is not acknowledged in time', () =>
    inJumpingTime(async (at, pass) => {
      await at.deal('d2', 'T2');
      await at.orchestration.starter.turn();
      await logged(at, 'deal/d2', 1);
      await tell(at, ['OpportunityWon', 'opportunity', 'd2', { subStage: '5.3', outcome: 'won' }]);
      await untilDue(at, dealWorkflowId('d2'), '{"what":"handoff"');
      await pass(10);
      expect(await logged(at, 'handoff/d2', 2)).toEqual(['HandoffOpened', 'HandoffOverdue']);
      await at.client.workflow.getHandle(dealWorkflowId('d2')).result();
      expect(await branchesOf(at.client, dealWorkflowId('d2'), 'deal-overdue')).toContain('won and overdue');
    }));
});

describe('time at an account', () => {
  it('asks in its rhythm, for a silence, before renewals and before business reviews', () =>
    inJumpingTime(async (at, pass) => {
      await tell(at, ['AccountCreated', 'account', 'a1', { ownerId: 'anna', tier: 'T2', lifecycle: 'customer' }]);
      const contract = { accountId: 'a1', status: 'active', startDate: inDays(at, -60).slice(0, 10) };
      const renewalDate = inDays(at, 96).slice(0, 10);
      await tell(at, ['ContractRecorded', 'contract', 'K-1', { ...contract, renewalDate }]);
      await untilDue(at, accountWorkflowId('a1'), '{"what":"renewal');
      for (let week = 0; week < 10; week++) await pass(7);
      const reasons = await logged(at, 'health-score:account/a1', 14);
      expect(reasons).toEqual(expect.arrayContaining(['cadence', 'silence', 'qbr:K-1']));
      expect(reasons.filter((r) => r.startsWith('renewal'))).toEqual([
        'renewal:K-1:90',
        'renewal:K-1:60',
        'renewal:K-1:30',
      ]);
      await tell(at, ['AccountFieldsRevised', 'account', 'a1', { lifecycle: 'former' }]);
      await at.client.workflow.getHandle(accountWorkflowId('a1')).result();
      expect(await branchesOf(at.client, accountWorkflowId('a1'), 'account-due-dates')).toEqual([
        'asked in its rhythm',
        'asked for a silence',
        'asked before a renewal',
        'asked before a business review',
        'changed',
        'ended',
      ]);
    }));
});

describe('ways of a deal and an account without time', () => {
  let company: ACompany;
  beforeAll(async () => {
    company = await ACompany.start();
  }, 240_000);
  afterAll(() => company?.stop());

  const open = async (id: string): Promise<void> => {
    await company.deal(id, 'T2', { contactId: 'c' });
    await company.orchestration.starter.turn();
    await logged(company, `deal/${id}`, 1);
  };
  const result = (id: string): Promise<unknown> => company.client.workflow.getHandle(dealWorkflowId(id)).result();
  const becomes = (type: string, id: string, set: Record<string, unknown>): Promise<void> =>
    tell(company, [type, 'opportunity', id, set]);
  const lost = { subStage: '5.3', outcome: 'lost' };
  const won = { subStage: '5.3', outcome: 'won' };

  it('won, handed over and acknowledged', async () => {
    await open('w');
    await becomes('OpportunityWon', 'w', won);
    await untilDue(company, dealWorkflowId('w'), '{"what":"handoff"');
    await company.orchestration.handoffs.acknowledge('w', { personId: 'anna', mayForOthers: false });
    await company.orchestration.starter.turn();
    await result('w');
    expect(await branchesOf(company.client, dealWorkflowId('w'), 'deal-acknowledged')).toContain(
      'won and acknowledged',
    );
  });

  it('open again: in a new run after it was lost, in the same while it is handed over', async () => {
    await open('r');
    await becomes('OpportunityLost', 'r', lost);
    await result('r');
    await becomes('OpportunityReopened', 'r', { subStage: '4.2', outcome: null });
    await logged(company, 'deal/r', 3);
    await becomes('OpportunityWon', 'r', won);
    await untilDue(company, dealWorkflowId('r'), '{"what":"handoff"');
    await becomes('OpportunityReopened', 'r', { subStage: '5.1', outcome: null });
    await untilDue(company, dealWorkflowId('r'), '{"what":"s');
    await becomes('RecordDeleted', 'r', {});
    await result('r');
    expect(await branchesOf(company.client, dealWorkflowId('r'), 'deal-open-again')).toEqual(
      expect.arrayContaining(['gone from the CRM', 'open again in a new run', 'open again in the same run']),
    );
  });

  it('beats of the rhythm', async () => {
    for (const name of ['morning', 'daily']) {
      const workflowId = `rhythm-${name}-once`;
      const options = { workflowId, taskQueue: TASK_QUEUES.orchestrator, args: [{ name }] };
      await company.client.workflow.execute(WORKFLOWS.operatingRhythm, options);
      expect(await branchesOf(company.client, workflowId, `rhythm-${name}`)).toHaveLength(1);
    }
  });

  it('nothing is due while the business clock is frozen; when time passes again, they look', async () => {
    await company.deliver(company.event('BusinessClockSet', 'clock/test', { mode: 'frozen', date: '2017-12-31' }));
    await open('f');
    await untilDue(company, dealWorkflowId('f'), 'null');
    await untilDue(company, accountWorkflowId('acc-f'), 'null');
    await company.deliver(company.event('BusinessClockSet', 'clock/test', { mode: 'live' }));
    company.clock.advance(11_000);
    for (let n = 0; n < 5; n++) {
      company.clock.advance(1_100);
      await company.orchestration.starter.turn();
    }
    await untilDue(company, dealWorkflowId('f'), '{"what":"s');
    await untilDue(company, accountWorkflowId('acc-f'), '{"what":"');
    const frozen = 'waited while the business clock was frozen';
    expect(await branchesOf(company.client, dealWorkflowId('f'), 'deal-frozen')).toContain(frozen);
    expect(await branchesOf(company.client, accountWorkflowId('acc-f'), 'account-frozen')).toContain(frozen);
  });
});

describe('a history that has become long', () => {
  it('goes on in a new run, which knows what the one before knew; no signal is lost over it', async () => {
    const company = await ACompany.start(shortHistoriesTemporal(30));
    try {
      await company.deal('long', 'T2', { contactId: 'c' });
      await company.orchestration.starter.turn();
      await logged(company, 'deal/long', 1);
      const handle = company.client.workflow.getHandle(dealWorkflowId('long'));
      const runs = new Set([(await handle.describe()).runId]);
      const account = company.client.workflow.getHandle(accountWorkflowId('acc-long'));
      const firstOfAccount = (await account.describe()).runId;
      const subStages = ['4.2', '4.3', '5.1', '5.2'];
      let moves = 0;
      // Moves and bursts of signals, until the deal has gone through several runs in the midst of them.
      while (runs.size < 4 || moves < 20) {
        const subStage = subStages[moves++ % subStages.length]!;
        await company.deliver(company.record('OpportunityStageMoved', 'opportunity', 'long', { subStage }));
        await Promise.all(Array.from({ length: 10 }, () => handle.signal(MESSAGES.changed, { touched: true })));
        await account.signal(MESSAGES.changed, { touched: true });
        runs.add((await handle.describe()).runId);
      }
      const last = '5.3';
      const sent = new Date().toISOString();
      await company.deliver(
        company.record('OpportunityLost', 'opportunity', 'long', { subStage: last, outcome: 'lost' }),
      );
      await handle.signal(MESSAGES.changed, { touched: true });
      const memory = (await company.client.workflow.getHandle(dealWorkflowId('long')).result()) as DealMemory;
      expect(memory).toMatchObject({ subStage: last, closed: { as: 'lost' } });
      expect(memory.touchedAt! >= sent).toBe(true);
      const [first] = runs;
      expect(await branchesOf(company.client, dealWorkflowId('long'), 'deal-continued', first)).toContain(
        'continued as new',
      );
      // Each look began where the one before had ended: no run forgot what the deal's last sub-stage was.
      const entered = (await company.store.read('deal/long')).filter((e) => e.type === 'DealStageEntered');
      const steps = entered.map((e) => e.data as { from: string | null; subStage: string });
      expect(steps.slice(1).map((s) => s.from)).toEqual(steps.slice(0, -1).map((s) => s.subStage));
      while ((await account.describe()).runId === firstOfAccount) {
        await account.signal(MESSAGES.changed, { touched: true });
        await pause();
      }
      const continued = await branchesOf(
        company.client,
        accountWorkflowId('acc-long'),
        'account-continued',
        firstOfAccount,
      );
      expect(continued).toContain('continued as new');
    } finally {
      await company.stop();
    }
  });
});
