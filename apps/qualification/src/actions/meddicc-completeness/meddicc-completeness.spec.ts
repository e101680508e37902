import { deal, given, row } from '@salesagent/agent/testing';
import type { MirrorRow } from '@salesagent/mirror';
import { meddiccCompleteness } from './definition';

const look = async (...rows: MirrorRow[]) => {
  const outcome = await given(...rows)
    .on('2017-12-31')
    .when(meddiccCompleteness, 'D1');
  if (outcome.kind !== 'insight') throw new Error(outcome.kind === 'nothing' ? outcome.reason : 'a proposal');
  return outcome;
};

describe('a deal above the threshold', () => {
  const meddicc = { identifyPain: 2, champion: 1, metrics: 2 };

  it('is asked for all seven letters and gets the next question', async () => {
    const { data, fields } = await look(deal('D1', { subStage: '4.2', amount: 24000, meddicc }));
    expect(data.values).toMatchObject({
      total: 5,
      of: 21,
      levels: { identifyPain: 2, champion: 1, competition: 0 },
      gaps: [
        { letter: 'decisionCriteria', has: 0, needs: 2 },
        { letter: 'champion', has: 1, needs: 2 },
      ],
      nextQuestion: 'What must be true of the one you choose, and what would rule us out?',
    });
    expect(data.reasons).toEqual(['decision criteria: no evidence', 'champion: only assumed by us']);
    expect(fields).toMatchObject({ agentMeddicc: { gaps: ['decisionCriteria', 'champion'] } });
  });

  it('is asked in the order of the playbook where nothing lacks more', async () => {
    const even = { ...meddicc, identifyPain: 1, decisionCriteria: 1 };
    const { data } = await look(deal('D1', { subStage: '4.2', amount: 24000, meddicc: even }));
    expect(data.values['gaps']).toMatchObject([
      { letter: 'identifyPain' },
      { letter: 'champion' },
      { letter: 'decisionCriteria' },
    ]);
  });

  it('by its age as well', async () => {
    const old = deal('D1', { amount: 500, engagedAt: '2017-10-01T00:00:00.000Z', meddicc });
    expect((await look(old)).data.values).toMatchObject({ scope: 'seven letters' });
  });

  it('with everything its sub-stage needs has no question', async () => {
    const full = deal('D1', { amount: 24000, meddicc: { identifyPain: 2, champion: 1 } });
    expect((await look(full)).data).toMatchObject({
      values: { gaps: [], nextQuestion: null },
      reasons: ['no gap for this sub-stage'],
    });
  });
});

describe('a small young deal', () => {
  const small = { amount: 4000, engagedAt: '2017-12-11T00:00:00.000Z', meddicc: { identifyPain: 2 } };

  it('is asked only for pain, authority, timing and next step', async () => {
    const { data } = await look(deal('D1', { ...small, expectedCloseDate: '2018-01-31' }));
    expect(data.values).toMatchObject({
      scope: 'four questions',
      gaps: ['authority', 'nextStep'],
      nextQuestion: 'Who signs, and have they heard of this?',
    });
  });

  it('knows authority by the role of a contact', async () => {
    const { data } = await look(deal('D1', small), row('contact', 'C1', { accountId: 'A1', role: 'EB' }));
    expect(data.values['gaps']).toEqual(['timing', 'nextStep']);
  });
});

describe('a CRM without evidence fields', () => {
  it('gets no score and is told so', async () => {
    const { data, fields } = await look(deal('D1', { amount: 24000 }));
    expect(data.values).toEqual({ recorded: false, missing: 'opportunity.meddicc' });
    expect(data.reasons[0]).toContain('not recorded');
    expect(fields).toBeNull();
  });
});
