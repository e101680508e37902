import { deal, given, row, winCurve, type Scenario } from '@salesagent/agent/testing';
import type { MirrorRow } from '@salesagent/mirror';
import { dealRisk } from './definition';
import type { RaisedRisk } from './rules';

async function look(scenario: Scenario) {
  const outcome = await scenario.withCurve(winCurve()).when(dealRisk, 'D1');
  if (outcome.kind !== 'insight') throw new Error(outcome.kind === 'nothing' ? outcome.reason : 'a proposal');
  const values = outcome.data.values as {
    risks: RaisedRisk[];
    notKnowable: string[];
    notKnowableCount: number;
    level: string;
  };
  return { ...values, names: values.risks.map((r) => r.risk), outcome };
}
const engagedAt = '2017-12-01T00:00:00.000Z';
/** A CRM that records everything, on another deal. */
const elsewhere: MirrorRow[] = [
  deal('D9', { accountId: 'A9', expectedCloseDate: '2018-02-01', nextStep: 'call', competitor: 'Rival' }),
  row('activity', 'V9', { opportunityId: 'D9', contactId: 'C9', type: 'call', happenedAt: '2017-12-20T10:00:00.000Z' }),
  row('contact', 'C9', { accountId: 'A9', role: 'EB' }),
  row('case', 'K9', { accountId: 'A9', status: 'open', escalationLevel: 0 }),
];

describe('an export that holds stages and dates only', () => {
  it('raises nothing it cannot know, and counts it', async () => {
    const found = await look(given(deal('D1', { engagedAt })));
    expect(found.names).toEqual([]);
    expect(found.level).toBe('none');
    expect(found.notKnowable).toEqual([
      'overdue-close',
      'escalated-case',
      'no-economic-buyer',
      'pushed',
      'silent',
      'single-threaded',
      'early-for-date',
      'no-next-step',
      'competitor',
    ]);
    expect(found.notKnowableCount).toBe(9);
  });

  it('still knows what is older than anything won, and what waits too long', async () => {
    expect((await look(given(deal('D1', { engagedAt: '2017-01-01T00:00:00.000Z' })))).names).toEqual(['outside-won']);
    expect((await look(given(deal('D1', { engagedAt: '2017-09-18T00:00:00.000Z' })))).names).toEqual(['stalled']);
  });
});

describe('a CRM that does not record when a deal was engaged', () => {
  const sources = async (...rows: MirrorRow[]) =>
    Object.fromEntries((await look(given(...rows))).risks.map(({ risk, source }) => [risk, source]));

  it.each([
    ['outside-won', '2017-01-01T00:00:00.000Z'],
    ['stalled', '2017-09-18T00:00:00.000Z'],
  ])('has the age of a deal rest on its creation: %s', async (risk, createdAt) => {
    expect((await sources(deal('D1', { createdAt })))[risk]).toBe('opportunity/D1#createdAt');
    const engaged = await sources(deal('D1', { createdAt: '2016-01-01T00:00:00.000Z', engagedAt: createdAt }));
    expect(engaged[risk]).toBe('opportunity/D1#engagedAt');
  });

  it('has silence begin where the deal was created', async () => {
    const silent = await sources(...elsewhere, deal('D1', { createdAt: '2017-12-01T00:00:00.000Z' }));
    expect(silent['silent']).toBe('opportunity/D1#createdAt');
  });

  it('has a wait in a stage rest on the stage where the day it was entered is known', async () => {
    const created = given(deal('D1', { createdAt: '2017-09-18T00:00:00.000Z' }));
    const moved = created.after('opportunity/D1', 'OpportunityStageMoved', '2017-09-20');
    expect((await look(moved)).risks).toMatchObject([{ risk: 'stalled', source: 'opportunity/D1#subStage' }]);
  });
});

describe('a deal in validation in a CRM that records everything', () => {
  const base = { subStage: '4.2', engagedAt, nextStep: 'workshop', nextStepDate: '2018-01-10' };
  const spoke = (contactId: string, date: string): MirrorRow =>
    row('activity', `V-${contactId}`, {
      opportunityId: 'D1',
      contactId,
      type: 'meeting',
      happenedAt: `${date}T10:00:00.000Z`,
    });
  const buyer = row('contact', 'C1', { accountId: 'A1', role: 'EB' });

  it('with a buyer, two voices, a date and a step has no risk', async () => {
    const healthy = given(
      ...elsewhere,
      deal('D1', { ...base, expectedCloseDate: '2018-02-20' }),
      spoke('C1', '2017-12-28'),
      spoke('C2', '2017-12-20'),
      buyer,
    );
    expect(await look(healthy)).toMatchObject({ names: [], notKnowable: [], level: 'none' });
  });

  it('pushed twice and due in six days with one voice and no buyer is the worked example', async () => {
    const found = await look(
      given(
        ...elsewhere.slice(0, 3),
        deal('D1', { ...base, expectedCloseDate: '2018-01-06' }),
        spoke('C2', '2017-12-28'),
      ).after('opportunity/D1', 'CloseDatePushed', '2017-12-10', '2017-12-20'),
    );
    expect(found.risks.map((r) => [r.risk, r.severity])).toEqual([
      ['no-economic-buyer', 'high'],
      ['pushed', 'high'],
      ['single-threaded', 'medium'],
      ['early-for-date', 'medium'],
    ]);
    expect(found.notKnowable).toEqual(['escalated-case']);
    expect(found.outcome.data.citations).toContain('4-progression/deal-risk#pushed');
  });

  it('names silence by the day it began, so that it is the same news tomorrow', async () => {
    const scenario = given(...elsewhere, deal('D1', base), spoke('C1', '2017-12-05'), spoke('C2', '2017-12-04'), buyer);
    const [today, tomorrow] = [await look(scenario), await look(scenario.on('2018-01-01'))];
    expect(today.risks).toMatchObject([
      { risk: 'silent', fact: 'nothing from the buyer since 2017-12-05', source: 'activity/V-C1#happenedAt' },
    ]);
    expect(today.outcome.material).toBe(tomorrow.outcome.material);
  });

  it.each([
    [{ expectedCloseDate: '2017-12-20' }, 'overdue-close', 'was to close on 2017-12-20'],
    [{ nextStepDate: '2017-12-20' }, 'no-next-step', 'the next step was due on 2017-12-20'],
    [{ nextStep: null, nextStepDate: null }, 'no-next-step', 'no next step agreed'],
    [{ competitor: 'Rival' }, 'competitor', 'competitor named: Rival'],
  ])('%j: %s', async (fields, risk, fact) => {
    const scenario = given(
      ...elsewhere,
      deal('D1', { ...base, ...fields }),
      spoke('C1', '2017-12-28'),
      spoke('C2', '2017-12-28'),
      buyer,
    );
    expect((await look(scenario)).risks).toMatchObject([{ risk, fact }]);
  });

  it('an escalated case of the account comes first', async () => {
    const found = await look(
      given(
        ...elsewhere,
        deal('D1', { ...base, competitor: 'Rival' }),
        spoke('C1', '2017-12-28'),
        spoke('C2', '2017-12-28'),
        buyer,
        row('case', 'K1', { accountId: 'A1', status: 'open', escalationLevel: 2 }),
      ),
    );
    expect(found.names).toEqual(['escalated-case', 'competitor']);
    expect(found.level).toBe('high');
  });
});
