import type { Proposal } from '@salesagent/canon/events';
import type { Evaluated } from './outcome';
import { emptyState, reconcile, type ActionState, type Asked } from './reconcile';

const STREAM = 'stalled-deal-alert:opportunity/D1';
const now = new Date('2026-03-01T09:00:00Z');
const asked = (more: Partial<Asked> = {}): Asked => ({ effect: 'task', now, requests: [], ...more });

function proposing(material: string, prepareOnly = false): Evaluated {
  const proposal = {
    action: 'stalled-deal-alert',
    subject: 'opportunity/D1',
    effect: 'task',
    tier: 'T1',
    change: { kind: 'task', ownerId: 'P1', title: material, body: '', dueInBusinessDays: 2 },
  } as unknown as Omit<Proposal, 'actionId' | 'digest'>;
  return {
    action: 'stalled-deal-alert',
    subject: 'opportunity/D1',
    outcome: { kind: 'proposal', material, prepareOnly, proposal },
  };
}
const saying = (material: string): Evaluated => ({
  action: 'deal-scoring',
  subject: 'opportunity/D1',
  outcome: {
    kind: 'insight',
    material,
    data: { businessDate: '2026-03-01', values: {}, reasons: [], citations: [], playbookVersion: 'v' },
    fields: {},
  },
});
const none: Evaluated = {
  action: 'stalled-deal-alert',
  subject: 'opportunity/D1',
  outcome: { kind: 'nothing', reason: 'the deal is closed' },
};

function after(...steps: (Evaluated | ((s: ActionState) => ActionState))[]): ActionState {
  return steps.reduce<ActionState>(
    (state, step) => (typeof step === 'function' ? step(state) : reconcile(step, state, asked()).state),
    emptyState(STREAM),
  );
}
const became =
  (status: ActionState['status'], restsUntil: Date | null = null) =>
  (s: ActionState) => ({
    ...s,
    status,
    restsUntil,
  });
const types = (r: ReturnType<typeof reconcile>): string[] => r.events.map((e) => e.type);
const inThreeDays = new Date('2026-03-04T09:00:00Z');

describe('an episode', () => {
  it('begins with a proposal that carries its id and digest', () => {
    const { events, state } = reconcile(proposing('a'), emptyState(STREAM), asked());
    expect(events[0]).toMatchObject({
      type: 'ActionProposed',
      data: { actionId: `${STREAM}:1`, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(state).toMatchObject({ status: 'open', episode: 1, actionId: `${STREAM}:1` });
  });

  it('stands while its facts are the same', () => {
    expect(types(reconcile(proposing('a'), after(proposing('a')), asked()))).toEqual([]);
  });

  it('is superseded by new facts, which begin the next', () => {
    const { events } = reconcile(proposing('b'), after(proposing('a')), asked());
    expect(events).toMatchObject([
      { type: 'ProposalSuperseded', data: { actionId: `${STREAM}:1`, by: `${STREAM}:2` } },
      { type: 'ActionProposed', data: { actionId: `${STREAM}:2` } },
    ]);
  });

  it('is taken back when there is nothing to propose any more', () => {
    const { events, state } = reconcile(none, after(proposing('a')), asked());
    expect(events).toMatchObject([{ type: 'ProposalSuperseded', data: { by: null, reason: 'the deal is closed' } }]);
    expect(types(reconcile(none, state, asked()))).toEqual([]);
  });

  it('ends as prepared at once where the ceiling is P', () => {
    const { events, state } = reconcile(proposing('a', true), emptyState(STREAM), asked({ effect: 'terms' }));
    expect(events.map((e) => e.type)).toEqual(['ActionProposed', 'ActionPrepared']);
    expect(state.status).toBe('prepared');
  });
});

describe('after a person has spoken', () => {
  it('a dismissed task is silent, but not about a new fact', () => {
    const dismissed = after(proposing('a'), became('rejected', inThreeDays));
    expect(types(reconcile(proposing('a'), dismissed, asked()))).toEqual([]);
    expect(types(reconcile(proposing('b'), dismissed, asked()))).toEqual(['ActionProposed']);
  });

  it('what was dismissed stays silent when it comes back after a new fact, until its rest is over', () => {
    const turnedDown = { dismissed: [{ material: 'a', restsUntil: inThreeDays }] };
    const spoken = { ...after(proposing('a'), became('rejected', inThreeDays), proposing('b')), ...turnedDown };
    const back = reconcile(proposing('a'), spoken, asked({ requests: ['r1'] }));
    expect(back.events).toMatchObject([
      { type: 'ProposalSuperseded', data: { by: null } },
      { type: 'ActionDeclined', data: { reason: expect.stringContaining('turned down just this') } },
    ]);
    expect(types(reconcile(proposing('a'), back.state, asked()))).toEqual([]);
    expect(types(reconcile(proposing('c'), back.state, asked()))).toEqual(['ActionProposed']);
    const later = new Date(inThreeDays.getTime() + 1);
    expect(types(reconcile(proposing('a'), back.state, asked({ now: later })))).toEqual(['ActionProposed']);
  });

  it('anything else that was rejected rests for the whole cool-down', () => {
    const rejected = after(proposing('a'), became('rejected', inThreeDays));
    expect(types(reconcile(proposing('b'), rejected, asked({ effect: 'terms' })))).toEqual([]);
  });

  it('comes again when the rest is over', () => {
    const rested = after(proposing('a'), became('rejected', new Date('2026-02-28T00:00:00Z')));
    expect(types(reconcile(proposing('a'), rested, asked()))).toEqual(['ActionProposed']);
  });

  it('comes again at once, on the same facts, where carrying it out failed or came too late', () => {
    const failed = after(proposing('a'), became('failed'));
    expect(reconcile(proposing('a'), failed, asked()).events).toMatchObject([
      { type: 'ActionProposed', data: { actionId: `${STREAM}:2` } },
    ]);
  });

  it('what was carried out is not proposed again on the same facts', () => {
    const done = after(proposing('a'), became('executed'));
    expect(types(reconcile(proposing('a'), done, asked()))).toEqual([]);
    expect(types(reconcile(proposing('b'), done, asked()))).toEqual(['ActionProposed']);
  });
});

describe('whoever asks gets an answer', () => {
  it('each request is declined with the reason', () => {
    const { events } = reconcile(none, emptyState(STREAM), asked({ requests: ['r1', 'r2'] }));
    expect(events).toMatchObject([
      { type: 'ActionDeclined', data: { requestId: 'r1', reason: 'the deal is closed' } },
      { type: 'ActionDeclined', data: { requestId: 'r2' } },
    ]);
  });
  it('nobody asked, nothing is said', () => {
    expect(types(reconcile(none, emptyState(STREAM), asked()))).toEqual([]);
  });
});

describe('an insight', () => {
  it('is recorded when it differs from the last, and copied to the CRM then', () => {
    const first = reconcile(saying('0.41'), emptyState('deal-scoring:opportunity/D1'), asked());
    expect([types(first), first.copyFields]).toEqual([['InsightRecorded'], true]);
    const same = reconcile(saying('0.41'), first.state, asked());
    expect([types(same), same.copyFields]).toEqual([[], false]);
    expect(types(reconcile(saying('0.40'), first.state, asked()))).toEqual(['InsightRecorded']);
  });
});
