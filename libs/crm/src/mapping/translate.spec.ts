import { AT, fieldsOf, HS_DEAL, ON_HUBSPOT, ON_SALESFORCE, record, SF_DEAL } from '../../testing/two-companies';
import { HostedMapping } from './hosted-mapping';

describe('a hosted record in canon', () => {
  it("converts amounts to the company's currency at the rate of their day", () => {
    const read = (date: string, code: string | null) =>
      ON_SALESFORCE.translate(
        record('Account', '1', { AnnualRevenue: 1000, CurrencyIsoCode: code, LastModifiedDate: date }),
      );
    expect(read('2025-06-01T00:00:00.000+0000', 'USD').states[0]!.fields['revenue']).toBe(960);
    expect(read('2026-06-01T00:00:00.000+0000', 'USD').states[0]!.fields['revenue']).toBe(900);
    expect(read('2026-06-01T00:00:00.000+0000', null).states[0]!.fields['revenue']).toBe(1000);
    const yen = read('2026-06-01T00:00:00.000+0000', 'JPY');
    expect(yen.states[0]!.fields['revenue']).toBeNull();
    expect(yen.problems).toMatchObject([{ kind: 'no-rate', field: 'AnnualRevenue', found: '1000' }]);
  });

  it("gives a converted deal the company's currency, and waits for what the rate rests on", () => {
    const file = structuredClone(ON_SALESFORCE.file);
    const amount = { field: 'Amount', currency: 'CurrencyIsoCode', convert: true, at: 'CloseDate' };
    file.records.opportunity![0]!.fields['amount'] = amount;
    const converting = new HostedMapping(file);
    const whole = converting.translate(record('Opportunity', '006A', SF_DEAL));
    expect(whole.states[0]!.fields).toMatchObject({ amount: 108_000, currency: 'EUR' });
    const partly = converting.translate(record('Opportunity', '006A', { Amount: 5 }));
    expect(partly.incomplete).toBe(true);
    expect(partly.states[0]!.fields).toEqual({});
    expect(() => converting.toHosted('opportunity', { amount: 5 }, '006A')).toThrow(/not written back/);
  });

  it('reads a second field where the first is empty, and neither where the second was not told', () => {
    const done = { Status: 'Completed', CompletedDateTime: null };
    const told = ON_SALESFORCE.translate(record('Task', '00T1', { ...done, ActivityDate: '2026-07-01' }));
    expect(told.states[0]!.fields['happenedAt']).toBe('2026-06-30T22:00:00.000Z');
    const untold = ON_SALESFORCE.translate(record('Task', '00T1', done));
    expect(untold.incomplete).toBe(true);
    expect(untold.states[0]!.fields).not.toHaveProperty('happenedAt');
  });

  it('is a task, and an activity as well once it is done', () => {
    const todo = { Subject: 'Call Ada', ActivityDate: '2026-02-01', WhatId: '006A', WhoId: '00QX', AccountId: '001A' };
    const more = { TaskSubtype: 'Call', CallDurationInSeconds: 90, OwnerId: '005A', CompletedDateTime: null };
    const open = ON_SALESFORCE.translate(record('Task', '00T1', { ...todo, ...more, Status: 'In Progress' }));
    expect(open.states.map((s) => [s.type, s.fields['status']])).toEqual([['task', 'open']]);
    expect(open.notOf).toEqual(['activity']);
    const done = ON_SALESFORCE.translate(record('Task', '00T1', { ...todo, ...more, Status: 'Completed' }));
    expect(done.states.map((s) => s.type)).toEqual(['activity', 'task']);
    expect(done.states[0]!.fields).toEqual({
      ...{ accountId: '001A', opportunityId: '006A', contactId: null, ownerId: '005A', type: 'call' },
      ...{ happenedAt: '2026-01-31T23:00:00.000Z', durationMinutes: 1.5, subject: 'Call Ada' },
    });
  });

  it('leaves what was not told unchanged, and asks for the whole record where a field rests on more', () => {
    const named = ON_SALESFORCE.translate(record('Opportunity', '006A', { Name: 'Rollout 2' }));
    expect(named).toMatchObject({ incomplete: false, states: [{ fields: { name: 'Rollout 2' } }] });
    expect(Object.keys(named.states[0]!.fields)).toEqual(['name']);
    const dated = ON_SALESFORCE.translate(record('Opportunity', '006A', { CloseDate: '2026-05-01' }));
    expect(dated).toMatchObject({ incomplete: true, states: [{ fields: {} }] });
    const letter = ON_SALESFORCE.translate(record('Opportunity', '006A', { Metrics__c: 3 }));
    expect(letter.incomplete).toBe(true);
    expect(letter.states[0]!.fields).not.toHaveProperty('meddicc');
    expect(ON_SALESFORCE.translate(record('Task', '00T1', { Subject: 'x' })).incomplete).toBe(true);
  });

  it('tells what it could not read instead of guessing', () => {
    const broken = { ...HS_DEAL, amount: '1.200,00', createdate: '2026-02-30', dealtype: 'barter', agent_win: '42' };
    const { states, problems } = ON_HUBSPOT.translate(record('deals', '5', broken));
    expect(problems.map((p) => [p.kind, p.canon.field, p.found])).toEqual([
      ['unreadable', 'amount', '1.200,00'],
      ['unreadable', 'createdAt', '2026-02-30'],
      ['unknown-value', 'type', 'barter'],
      ['out-of-range', 'agentWinProbability', '42'],
    ]);
    for (const field of ['amount', 'createdAt', 'type', 'agentWinProbability']) {
      expect(states[0]!.fields[field]).toBeNull();
    }
  });

  it.each([
    ['1767323045', 'out-of-range', 'lies in the year 1970'],
    ['9999-12-31', 'out-of-range', 'lies in the year 9999'],
    ['2026-01-02 03:04:05', 'unreadable', 'is a time without its zone'],
    ['next week', 'unreadable', 'is no date'],
  ])('takes %s for no date', (createdate, kind, message) => {
    const { problems } = ON_HUBSPOT.translate(record('deals', '5', { ...HS_DEAL, createdate }));
    expect(problems).toMatchObject([{ kind, message, canon: { field: 'createdAt' } }]);
  });

  it('takes no word that JavaScript knows for one of the file', () => {
    const { states } = ON_SALESFORCE.translate(record('Opportunity', '006A', { ...SF_DEAL, StageName: 'constructor' }));
    expect(states[0]!.fields).toMatchObject({ crmStage: 'constructor', subStage: null });
    const { problems } = ON_HUBSPOT.translate(record('deals', '5', { ...HS_DEAL, dealtype: 'toString' }));
    expect(problems).toMatchObject([{ kind: 'unknown-value', found: 'toString' }]);
  });

  it('has no sub-stage while nobody said what its stage means', () => {
    const { states, problems } = ON_HUBSPOT.translate(record('deals', '5', { ...HS_DEAL, dealstage: '123' }));
    expect(states[0]!.fields).toMatchObject({ crmStage: '123', subStage: null, outcome: null });
    expect(problems[0]!.message).toBe('stage "123" of pipeline "default" has no meaning');
  });

  it('says deleted and merged for every type its object may be', () => {
    const gone = ON_SALESFORCE.toCanon(record('Task', '00T1', {}, { state: 'deleted' }));
    expect(gone.map((s) => [s.type, s.state])).toEqual([
      ['activity', 'deleted'],
      ['task', 'deleted'],
    ]);
    const merged = ON_HUBSPOT.toCanon(record('companies', '1', {}, { state: 'merged', mergedInto: '2' }));
    expect(merged).toMatchObject([{ type: 'account', id: '1', state: 'merged', mergedInto: '2', fields: {} }]);
  });

  it('knows people and targets as the file tells them', () => {
    const user = { Name: 'Ada', Email: 'ada@x.eu', IsActive: true, ManagerId: null };
    expect(fieldsOf(ON_SALESFORCE, record('User', '005A', user), 'person')).toMatchObject({
      role: 'manager',
      region: 'DACH',
    });
    const owner = { firstName: 'Bo', lastName: 'Birch', email: 'bo@x.us', archived: false };
    expect(fieldsOf(ON_HUBSPOT, record('owners', '9', owner), 'person')).toMatchObject({
      name: 'Bo Birch',
      active: true,
    });
    expect(ON_SALESFORCE.targets(AT).map((t) => t.fields)).toEqual([
      { ownerId: '005A', periodStart: '2026-04-01', periodEnd: '2026-06-30', amount: 500000, currency: 'EUR' },
    ]);
    const quota = record('Quota__c', 'a0', { Rep__c: '005A', Start__c: '2026-01-01', Amount__c: 5 });
    expect(fieldsOf(ON_SALESFORCE, quota, 'target')).toMatchObject({
      periodStart: '2026-01-01',
      periodEnd: '2026-03-31',
    });
  });

  it('selects exactly the fields it reads, stages by name included', () => {
    const [deals] = ON_HUBSPOT.selectionsOf('opportunity');
    expect(deals!.fields).toContain('hs_v2_date_entered_991');
    expect(deals!.fields).toContain('hs_is_closed_won');
    expect(ON_SALESFORCE.selections().find((s) => s.object === 'Task')!.fields).toEqual([
      ...['AccountId', 'ActivityDate', 'CallDurationInSeconds', 'CompletedDateTime', 'OwnerId', 'Status', 'Subject'],
      ...['TaskSubtype', 'WhatId', 'WhoId'],
    ]);
    expect(ON_SALESFORCE.types()).toEqual(['person', 'account', 'opportunity', 'activity', 'task', 'target']);
    expect([
      ...ON_SALESFORCE.hostedFieldsOf('opportunity', 'Opportunity', ['meddicc', 'closedAt', 'subStage']),
    ]).toEqual([
      ['CloseDate', 'closedAt'],
      ['Champion__c', 'meddicc'],
      ['Metrics__c', 'meddicc'],
      ['StageName', 'subStage'],
    ]);
  });
});
