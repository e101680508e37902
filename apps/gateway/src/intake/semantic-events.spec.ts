import type { CrmChange, FieldValues } from '@salesagent/crm';
import { semanticEvents, type Moment } from './semantic-events';
import { toEvents, type ToSeal } from './to-events';

const IMPORT: Moment = { kind: 'import', asOf: '2017-12-31', engagedStage: 'Engaging' };
const LIVE: Moment = { kind: 'live', now: '2017-12-31T14:05:00.000Z' };
const DAY = (day: string): string => `${day}T00:00:00.000Z`;

function change(recordType: CrmChange['recordType'], before: FieldValues | null, after: FieldValues | null): CrmChange {
  return {
    position: '1',
    recordType,
    recordId: 'R1',
    version: before ? 2 : 1,
    operation: before ? 'update' : 'insert',
    before,
    after,
    by: 'P001',
    cause: 'edit:1',
    importId: null,
    changedAt: new Date('2026-01-01T14:05:00.000Z'),
  };
}
const given = (moment: Moment, type: CrmChange['recordType'], before: FieldValues | null, after: FieldValues | null) =>
  semanticEvents(change(type, before, after), moment);
const facts = (moment: Moment, type: CrmChange['recordType'], before: FieldValues | null, after: FieldValues | null) =>
  given(moment, type, before, after).map((d) => [d.type, d.occurredAt, d.set, d.undated ?? false]);

const ENGAGED = { createdAt: DAY('2017-01-02'), engagedAt: DAY('2017-01-02') };

describe('an imported deal', () => {
  it('is created at engagement and won at close; what has no date is known from the import on', () => {
    const won = {
      ...ENGAGED,
      crmStage: 'Won',
      subStage: '5.3',
      outcome: 'won',
      closedAt: DAY('2017-03-01'),
      amount: 900,
      ownerId: 'P001',
    };
    expect(facts(IMPORT, 'opportunity', null, won)).toEqual([
      ['OpportunityCreated', DAY('2017-01-02'), { ...ENGAGED, crmStage: 'Engaging', subStage: '4.1' }, false],
      [
        'OpportunityWon',
        DAY('2017-03-01'),
        { outcome: 'won', closedAt: DAY('2017-03-01'), crmStage: 'Won', subStage: '5.3', amount: 900 },
        false,
      ],
      ['OpportunityFieldsRevised', DAY('2017-12-31'), { ownerId: 'P001' }, true],
    ]);
  });

  it('without any date is created on the business day of the import', () => {
    const fresh = { crmStage: 'Prospecting', subStage: '3.2', ownerId: 'P001' };
    expect(facts(IMPORT, 'opportunity', null, fresh)).toEqual([['OpportunityCreated', DAY('2017-12-31'), fresh, true]]);
  });

  it('moves on at the day its stage was entered, or undated where that is not known', () => {
    const open = { createdAt: DAY('2017-01-02'), engagedAt: DAY('2017-01-10'), crmStage: 'Proposal', subStage: '5.1' };
    const known = { ...open, stageEnteredAt: DAY('2017-02-01') };
    expect(given(IMPORT, 'opportunity', null, known).map((d) => [d.type, d.occurredAt, d.set['subStage']])).toEqual([
      ['OpportunityCreated', DAY('2017-01-02'), '3.1'],
      ['OpportunityStageMoved', DAY('2017-01-10'), '4.1'],
      ['OpportunityStageMoved', DAY('2017-02-01'), '5.1'],
    ]);
    expect(given(IMPORT, 'opportunity', null, open).at(-1)).toMatchObject({
      occurredAt: DAY('2017-12-31'),
      undated: true,
    });
  });

  it('keeps an expected close and an open amount for the import day: neither is a past event', () => {
    const open = { ...ENGAGED, subStage: '4.1', crmStage: 'Engaging', expectedCloseDate: '2018-02-01', amount: 10 };
    expect(facts(IMPORT, 'opportunity', null, open).at(-1)).toEqual([
      'OpportunityFieldsRevised',
      DAY('2017-12-31'),
      { expectedCloseDate: '2018-02-01', amount: 10 },
      true,
    ]);
  });
});

describe('other imported records', () => {
  it('are dated by their own event and tell their end apart', () => {
    const closed = {
      accountId: 'A',
      openedAt: DAY('2017-05-01'),
      status: 'closed',
      closedAt: DAY('2017-05-09'),
      priority: 'high',
    };
    expect(given(IMPORT, 'case', null, closed).map((d) => [d.type, d.occurredAt, d.undated])).toEqual([
      ['CaseOpened', DAY('2017-05-01'), undefined],
      ['CaseFieldsRevised', DAY('2017-12-31'), true],
      ['CaseClosed', DAY('2017-05-09'), undefined],
    ]);
    const contract = {
      accountId: 'A',
      startDate: '2016-05-01',
      status: 'ended',
      endedAt: '2017-05-01',
      annualValue: 5,
    };
    expect(given(IMPORT, 'contract', null, contract).map((d) => [d.type, d.occurredAt, d.set['status']])).toEqual([
      ['ContractRecorded', DAY('2016-05-01'), 'active'],
      ['ContractFieldsRevised', DAY('2017-05-01'), 'ended'],
    ]);
  });
});

describe('an edit', () => {
  const open = {
    ...ENGAGED,
    subStage: '4.1',
    crmStage: 'Engaging',
    amount: 10,
    expectedCloseDate: '2018-01-10',
    ownerId: 'P001',
  };

  it.each<[string, FieldValues, [string, FieldValues][]]>([
    ['moves the stage', { subStage: '4.2' }, [['OpportunityStageMoved', { subStage: '4.2', crmStage: 'Engaging' }]]],
    ['revises the amount', { amount: 12 }, [['AmountRevised', { amount: 12 }]]],
    [
      'pushes the close',
      { expectedCloseDate: '2018-02-10' },
      [['CloseDatePushed', { expectedCloseDate: '2018-02-10' }]],
    ],
    ['pulls it in', { expectedCloseDate: '2018-01-05' }, [['CloseDatePulledIn', { expectedCloseDate: '2018-01-05' }]]],
    ['hands it over', { ownerId: 'P002' }, [['OpportunityOwnerChanged', { ownerId: 'P002' }]]],
    ['records evidence', { meddicc: { champion: 2 } }, [['MeddiccEvidenceRecorded', { meddicc: { champion: 2 } }]]],
    ['changes nothing', {}, []],
    [
      'does several things at once',
      { amount: 12, competitor: 'X' },
      [
        ['AmountRevised', { amount: 12 }],
        ['OpportunityFieldsRevised', { competitor: 'X' }],
      ],
    ],
  ])('%s', (_, edit, expected) => {
    const drafts = given(LIVE, 'opportunity', open, { ...open, ...edit });
    expect(drafts.map((d) => [d.type, d.set])).toEqual(expected);
    for (const draft of drafts) expect(draft).toMatchObject({ occurredAt: '2017-12-31T14:05:00.000Z' });
  });

  it('wins with the amount, although that was known before', () => {
    const won = { ...open, outcome: 'won', subStage: '5.3', closedAt: '2017-12-30T09:00:00.000Z' };
    expect(given(LIVE, 'opportunity', open, won)).toMatchObject([
      { type: 'OpportunityWon', occurredAt: '2017-12-30T09:00:00.000Z', set: { outcome: 'won', amount: 10 } },
    ]);
  });

  it('reopens, clearing outcome and close', () => {
    const lost = { ...open, outcome: 'lost', subStage: '5.3', closedAt: DAY('2017-12-01') };
    expect(given(LIVE, 'opportunity', lost, open)).toMatchObject([
      { type: 'OpportunityReopened', set: { outcome: null, closedAt: null, subStage: '4.1' } },
    ]);
  });

  it('escalates and closes a case, changes a tier, and deletes', () => {
    expect(given(LIVE, 'case', { status: 'open' }, { status: 'open', escalationLevel: 1 })[0]!.type).toBe(
      'CaseEscalated',
    );
    expect(given(LIVE, 'case', { status: 'open' }, { status: 'closed', closedAt: DAY('2017-12-31') })[0]!.type).toBe(
      'CaseClosed',
    );
    expect(given(LIVE, 'account', { tier: 'T1' }, { tier: 'T3' })[0]!.type).toBe('AccountTierChanged');
    expect(given(LIVE, 'contact', {}, { optedOut: true })[0]!.type).toBe('ContactConsentChanged');
    expect(given(LIVE, 'account', { name: 'x' }, null)).toEqual([
      { type: 'RecordDeleted', occurredAt: LIVE.now, set: {} },
    ]);
  });
});

describe('the events of a change', () => {
  const renamed = change('contact', { name: 'Old', title: 'CFO' }, { name: 'New', title: 'CEO' });

  it('have the same ids whenever the change is read', () => {
    const ids = () => toEvents(renamed, semanticEvents(renamed, LIVE), []).map((e) => e.id);
    expect(ids()).toEqual(ids());
    expect(toEvents({ ...renamed, version: 3 }, semanticEvents(renamed, LIVE), [])[0]!.id).not.toBe(ids()[0]);
  });

  it('hold no personal value in plain, neither new nor former', () => {
    const seal: ToSeal[] = [];
    const [event] = toEvents(renamed, semanticEvents(renamed, LIVE), seal);
    expect(event!.data).toMatchObject({ set: { name: null, title: 'CEO' }, before: { name: null, title: 'CFO' } });
    expect(seal.map(({ subject, value }) => [subject, value])).toEqual([
      ['contact/R1', 'New'],
      ['contact/R1', 'Old'],
    ]);
  });

  it('seal free text under a subject of its own', () => {
    const seal: ToSeal[] = [];
    const note = change('activity', null, { notes: 'Called Ada', type: 'call', accountId: 'A1', contactId: 'C1' });
    toEvents(note, semanticEvents(note, LIVE), seal);
    expect(seal).toMatchObject([
      { subject: 'text/activity/R1', value: 'Called Ada', text: { accountId: 'A1', contactIds: ['C1'] } },
    ]);
  });
});
