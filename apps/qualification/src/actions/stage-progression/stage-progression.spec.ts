import { deal, given, winCurve } from '@salesagent/agent/testing';
import { dealScoring } from '../deal-scoring/definition';
import { stageProgression } from './definition';

const look = (subStage: string, meddicc: Record<string, number> | undefined, amount = 9000) =>
  given(deal('D1', { name: 'Kan-code 7', subStage, amount, meddicc }))
    .on('2017-12-31')
    .withCurve(winCurve())
    .when(stageProgression, 'D1');

describe('a deal whose evidence is ahead of its sub-stage', () => {
  it('is proposed to move one on, with the evidence it stands on', async () => {
    expect(await look('4.1', { identifyPain: 2 })).toMatchObject({
      kind: 'proposal',
      proposal: {
        effect: 'stage',
        title: 'Move forward to validation: Kan-code 7',
        evidence: [{ label: 'Identify pain', value: 2, source: 'opportunity/D1#meddicc' }],
        change: { kind: 'fields', expect: { subStage: '4.1' }, set: { subStage: '4.2' } },
      },
    });
  });

  it('is ranked by the chance of winning that its score has', async () => {
    const known = deal('D1', { subStage: '4.1', meddicc: { identifyPain: 2 }, engagedAt: '2017-12-01T00:00:00.000Z' });
    const world = () => given(known).on('2017-12-31').withCurve(winCurve());
    const [move, score] = [await world().when(stageProgression, 'D1'), await world().when(dealScoring, 'D1')];
    if (move.kind !== 'proposal' || score.kind !== 'insight') throw new Error('expected both');
    expect(move.proposal.attention.pWin).toBe(score.data.values['probability']);
  });

  it.each([
    ['4.1', { identifyPain: 1 }, /4.2 is not borne out yet: Identify pain/],
    ['4.2', { identifyPain: 3, metrics: 2, economicBuyer: 1 }, /not borne out yet: Economic buyer/],
    ['4.3', { identifyPain: 3, metrics: 3, economicBuyer: 3 }, /a person’s to say/],
    ['4.1', undefined, /not recorded/],
  ])('stays in %s with %j', async (subStage, meddicc, reason) => {
    expect(await look(subStage, meddicc)).toMatchObject({ kind: 'nothing', reason: expect.stringMatching(reason) });
  });
});

describe('a deal whose evidence is gone', () => {
  it('is proposed to move one back', async () => {
    expect(await look('4.3', { identifyPain: 2, metrics: 2, economicBuyer: 0 })).toMatchObject({
      kind: 'proposal',
      proposal: { title: 'Move back to validation: Kan-code 7', change: { set: { subStage: '4.2' } } },
    });
  });

  it('stays where it was never recorded', async () => {
    expect(await look('4.2', { champion: 2 })).toMatchObject({ kind: 'nothing' });
  });
});
