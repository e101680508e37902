import type { Candidate } from '@salesagent/agent';
import type { PastRuling } from '@salesagent/governance';
import { differing, proposalSaid } from './difference';
import { proposalsOf, runOf, type Found } from './run-in-words';

const candidate = (n: number, day: string): Candidate => ({
  ...{ actionId: `stalled-deal-alert:opportunity/D${n}:1`, action: 'stalled-deal-alert', agent: 'qualification' },
  ...{ effect: 'task', day, at: `${day}T05:00:00.000Z`, subject: `opportunity/D${n}`, title: `Deal ${n}`, why: '' },
  ...{ opportunityId: `D${n}`, accountId: null, ownerId: 'P1', tier: 'T1', prepareOnly: false, amount: 1000 },
  ...{ pWin: 0.5, minutes: 15, expectedValue: 10, priors: [], fields: [], content: ['task-text'], channel: 'task' },
  ...{ standing: 'stalled', subStage: '4.1', expectedCloseDate: null },
});
const ruling = (fate: PastRuling['fate'], wave: string | null = null): PastRuling => ({
  ...{ fate, mode: 'approve', rule: 'r', approver: 'owner', assignee: 'P1', wave },
});

const found: Found = {
  ...{ from: '2017-01-01', to: '2017-02-28', windowDays: 30, knownUntil: '2017-03-10', looks: 9, ended: {} },
  candidates: [
    candidate(1, '2017-01-02'),
    candidate(2, '2017-01-02'),
    candidate(3, '2017-02-20'),
    candidate(4, '2017-01-03'),
  ],
  afterwards: Object.fromEntries(
    [
      ['1', { what: 'won', day: '2017-01-09', mattered: true }],
      ['2', { what: 'nothing', day: null, mattered: false }],
      ['3', { what: 'too early to say', day: null, mattered: null }],
      ['4', { what: 'lost', day: '2017-01-20', mattered: true }],
    ].map(([n, after]) => [`stalled-deal-alert:opportunity/D${String(n)}:1`, after]),
  ) as Found['afterwards'],
  actions: [
    {
      ...{ action: 'stalled-deal-alert', off: null, insights: {}, reasons: [], failures: null },
      bases: { sameStanding: { n: 40, mattered: 10 }, otherLive: { n: 0, mattered: 0 } },
    },
  ],
};
const fates = (last: PastRuling) => ({
  'stalled-deal-alert:opportunity/D1:1': ruling('reached', '2017-01-02'),
  'stalled-deal-alert:opportunity/D2:1': ruling('reached', '2017-01-02'),
  'stalled-deal-alert:opportunity/D3:1': ruling('reached', '2017-02-20'),
  'stalled-deal-alert:opportunity/D4:1': last,
});

describe('what a run says', () => {
  const judged = { version: 'v1', fates: fates(ruling('overflowed')) };
  const proposals = proposalsOf([found], judged);

  it('counts what reached a person, and judges of that only what can be judged, beside what others did', () => {
    expect(runOf([found], judged, proposals, []).sentence).toBe(
      'On from 2017-01-01 to 2017-02-28: 4 proposals, 3 would have reached a person inside the caps; ' +
        '1 of the 2 whose next 30 days are known mattered (50.0 %, beside 25.0 % of 40 deal days that stood alike ' +
        'without a proposal: what happened, not what a proposal caused); 45 minutes of attention for an expected value of 30.',
    );
  });

  it('says what was assumed, and that there is nothing to compare with', () => {
    const alone = { ...found, actions: [{ ...found.actions[0]!, bases: null }] };
    const { sentence } = runOf([alone], judged, proposals, ['opportunity.ownerId']);
    expect(sentence).toContain('no deal that stood alike was left without a proposal to compare with');
    expect(sentence).toContain('Assumed to have held all along, though an import gave no date: opportunity.ownerId.');
  });

  it('says so when nothing would have reached anybody', () => {
    const none = { ...found, candidates: found.candidates.slice(3) };
    const { sentence } = runOf([none], judged, proposalsOf([none], judged), []);
    expect(sentence).toBe(
      'On from 2017-01-01 to 2017-02-28: 1 proposal, none of which would have reached a person inside the caps.',
    );
  });

  it('gives a row an action and a month, whose sums are the whole', () => {
    const { all, months, actions } = runOf([found], judged, proposals, []);
    expect(months.map((m) => [m.name, m.proposals, m.reached])).toEqual([
      ['2017-01', 3, 2],
      ['2017-02', 1, 1],
    ]);
    expect(actions).toEqual([{ ...all, name: 'stalled-deal-alert' }]);
    expect(all).toMatchObject({ crowdedOut: 1, judged: 2, mattered: 1 });
  });

  it('tells two runs apart by action, record and day', () => {
    const other = { ...found, candidates: [...found.candidates.slice(1), candidate(5, '2017-02-01')] };
    const after = proposalsOf([other], { version: 'v2', fates: { ...fates(ruling('reached', '2017-01-03')) } });
    const difference = differing(
      proposals.map(proposalSaid),
      after.map(proposalSaid),
      (s) => s.decided.split(/[ ,]/)[0]!,
    );
    expect(difference).toMatchObject({ onlyBefore: 1, onlyAfter: 1, differently: 1 });
    expect(difference.kinds).toEqual(
      expect.arrayContaining([
        { kind: 'reached → –', count: 1 },
        { kind: '– → waiting', count: 1 },
        { kind: 'overflowed → reached', count: 1 },
      ]),
    );
    expect(difference.examples).toContainEqual(
      expect.objectContaining({ subject: 'opportunity/D4', before: 'overflowed, 15 minutes, worth 10' }),
    );
  });
});
