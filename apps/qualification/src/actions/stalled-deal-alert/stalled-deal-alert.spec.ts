import { deal, given, row, winCurve } from '@salesagent/agent/testing';
import { dealScoring } from '../deal-scoring/definition';
import { stalledDealAlert } from './definition';

const engaged = (date: string) =>
  deal('D1', { name: 'Kan-code 7', engagedAt: `${date}T00:00:00.000Z`, productId: 'G' });
const list = row('product', 'G', { listPrice: 4821 });
const look = (date: string, today = '2017-12-31') =>
  given(engaged(date), list).on(today).withCurve(winCurve()).when(stalledDealAlert, 'D1');

describe('a deal that has waited longer than four in five won deals', () => {
  it('gives its owner one task with the step of its sub-stage, dated and priced', async () => {
    const outcome = await look('2017-09-18'); // 104 days
    expect(outcome).toMatchObject({
      kind: 'proposal',
      prepareOnly: false,
      proposal: {
        effect: 'task',
        ownerId: 'P1',
        tier: 'T1',
        change: {
          kind: 'task',
          ownerId: 'P1',
          opportunityId: 'D1',
          dueInBusinessDays: 2,
          title: 'Dated step or close: Kan-code 7',
        },
        attention: { amount: 4821, priors: ['uplift'] },
        citations: ['4-progression/stalled-deal-alert#what-to-do', '4-progression/stalled-deal-alert#message'],
      },
    });
    if (outcome.kind !== 'proposal' || outcome.proposal.change.kind !== 'task') throw new Error('expected a task');
    expect(outcome.proposal.change.body).toContain('34 days are left');
    expect(outcome.proposal.change.body).toContain('Ask the person who feels the pain');
    const evidence = Object.fromEntries(outcome.proposal.evidence.map((e) => [e.label, e.value]));
    expect(evidence).toMatchObject({
      'Age in days': 104,
      'P80 of won deals of the company, days': 93,
      'Won deals behind it (n)': 4238,
      'List price (estimate)': 4821,
    });
  });

  it('cites the day that the age counts from: creation where the CRM does not record engagement', async () => {
    const made = deal('D1', { createdAt: '2017-09-18T00:00:00.000Z', engagedAt: null, subStage: '4.1' });
    const outcome = await given(made).on('2017-12-31').withCurve(winCurve()).when(stalledDealAlert, 'D1');
    if (outcome.kind !== 'proposal') throw new Error('expected a proposal');
    expect(outcome.proposal.evidence[0]).toMatchObject({ value: 104, source: 'opportunity/D1#createdAt' });
  });

  it.each([
    ['2017-09-29', 'not stalled'], // 93 days
    ['2017-08-14', 'clean-up batch'], // 139 days: dead
  ])('engaged %s: %s', async (date, reason) => {
    expect(await look(date)).toMatchObject({ kind: 'nothing', reason: expect.stringContaining(reason) });
  });

  it.each(['2017-09-28', '2017-08-15'])('engaged %s is inside: 94 and 138 days', async (date) => {
    expect((await look(date)).kind).toBe('proposal');
  });

  it('counts from the last move where the CRM keeps stage history', async () => {
    const moved = given(engaged('2017-09-18'))
      .withCurve(winCurve())
      .after('opportunity/D1', 'OpportunityStageMoved', '2017-12-01');
    expect(await moved.when(stalledDealAlert, 'D1')).toMatchObject({ kind: 'nothing' });
  });

  it('waits for its dates to be corrected where it begins in the future and has moved long ago', async () => {
    const moved = given(engaged('2018-01-15'))
      .withCurve(winCurve())
      .after('opportunity/D1', 'OpportunityStageMoved', '2017-09-01');
    expect(await moved.when(stalledDealAlert, 'D1')).toMatchObject({
      kind: 'nothing',
      reason: expect.stringContaining('in the future') as unknown,
    });
  });

  it('is judged by its own segment', async () => {
    const { company } = winCurve();
    const curve = winCurve({}, { small: { ...company, wonP80Days: 40 } });
    const small = deal('D1', { segment: 'small', engagedAt: '2017-11-01T00:00:00.000Z' });
    expect((await given(small).withCurve(curve).when(stalledDealAlert, 'D1')).kind).toBe('proposal');
  });

  it('is as likely to be won as its score says, season included', async () => {
    const due = deal('D1', { engagedAt: '2017-09-18T00:00:00.000Z', expectedCloseDate: '2018-03-31' });
    const world = () => given(due).on('2017-12-31').withCurve(winCurve());
    const [alert, score] = [await world().when(stalledDealAlert, 'D1'), await world().when(dealScoring, 'D1')];
    if (alert.kind !== 'proposal' || score.kind !== 'insight') throw new Error('expected both');
    expect(score.data.values['probability']).not.toBe(score.data.values['atAge']);
    expect(alert.proposal.attention.pWin).toBe(score.data.values['probability']);
  });

  it('is the same news tomorrow, and other news for another owner', async () => {
    const material = async (today: string, ownerId = 'P1'): Promise<unknown> => {
      const d = deal('D1', { engagedAt: '2017-09-18T00:00:00.000Z', ownerId });
      const outcome = await given(d).on(today).withCurve(winCurve()).when(stalledDealAlert, 'D1');
      return outcome.kind === 'proposal' ? outcome.material : outcome;
    };
    expect(await material('2018-01-01')).toBe(await material('2017-12-31'));
    expect(await material('2017-12-31', 'P2')).not.toBe(await material('2017-12-31'));
  });

  it('is no subject once it is closed, and waits for the curve', async () => {
    const won = deal('D1', { outcome: 'won', subStage: '5.3' });
    expect(await given(won).withCurve(winCurve()).when(stalledDealAlert, 'D1')).toMatchObject({
      reason: 'the deal is closed',
    });
    expect(await given(engaged('2017-09-18')).when(stalledDealAlert, 'D1')).toMatchObject({
      reason: expect.stringContaining('curve'),
    });
  });
});
