import { InvalidField } from '../errors';
import type { HostedRecord, HostedValues } from '../hosted/port';
import { HostedMapping } from './hosted-mapping';
import { parseCrmMapping } from './parse';

/** A company on Salesforce: euros, fiscal year from April, German midnight, MEDDICC in custom fields. */
const ON_SALESFORCE = new HostedMapping(
  parseCrmMapping(`
crm: salesforce
company: { currency: EUR, timeZone: Europe/Berlin, fiscalYearStartMonth: 4 }
rates:
  USD: { 2025-01-01: 0.96, 2026-01-01: 0.9 }
records:
  person:
    - object: User
      fields: { name: Name, email: Email, active: IsActive, managerId: ManagerId }
  account:
    - object: Account
      fields:
        name: Name
        ownerId: OwnerId
        revenue: { field: AnnualRevenue, currency: CurrencyIsoCode, convert: true, at: LastModifiedDate }
        tier: { field: Rating, values: { Hot: T1, Warm: T2, Cold: T3 } }
        techStack: Tech_Stack__c
  opportunity:
    - object: Opportunity
      fields:
        name: Name
        accountId: AccountId
        amount: Amount
        currency: CurrencyIsoCode
        closeDate: CloseDate
        createdAt: { field: CreatedDate, write: false }
        stageEnteredAt: { field: LastStageChangeDate, write: false }
        type: { field: Type, values: { New Business: new, Upsell: expansion, Renewal: renewal } }
        agentWinProbability: { field: Agent_Win__c, percent: true }
        meddicc.champion: { field: Champion__c, values: { None: 0, Assumed: 1, Said: 2, Confirmed: 3 } }
        meddicc.metrics: Metrics__c
  activity:
    - object: Task
      ids: 00T
      when: { Status: Completed }
      fields:
        accountId: { field: AccountId, write: { to: WhatId, unless: opportunityId } }
        opportunityId: { field: WhatId, prefix: '006' }
        contactId: { field: WhoId, prefix: '003' }
        ownerId: OwnerId
        type: { field: TaskSubtype, values: { Call: call, Email: email, LinkedIn: linkedin, Task: note }, otherwise: note }
        happenedAt: { field: CompletedDateTime, or: [ActivityDate] }
        durationMinutes: { field: CallDurationInSeconds, unit: seconds }
        subject: Subject
    - object: Event
      ids: 00U
      fields:
        accountId: AccountId
        type: { value: meeting }
        happenedAt: StartDateTime
        durationMinutes: DurationInMinutes
  task:
    - object: Task
      ids: 00T
      fields:
        title: Subject
        dueDate: ActivityDate
        status: { field: Status, values: { Not Started: open, In Progress: open, Completed: done, Deferred: withdrawn } }
        createdBy: { value: person, write: derived }
  target:
    - object: Quota__c
      fields: { ownerId: Rep__c, periodStart: Start__c, periodEnd: { field: Start__c, endOf: quarter }, amount: Amount__c }
stages:
  field: StageName
  closed: IsClosed
  won: IsWon
  of:
    '*':
      Qualifizierung: 3.2
      Bedarf: 4.1
      Nutzen: { subStage: 4.2 }
      Angebot: { subStage: 5.1, preferred: true }
      Angebot 2: 5.1
      Gewonnen: { subStage: 5.3, outcome: won }
      Verloren: { subStage: 5.3, outcome: lost }
people:
  005A: { role: manager, region: DACH }
targets:
  - { owner: 005A, quarter: FY2027 Q1, amount: 500000 }
`),
);

/** Another on HubSpot: dollars, calendar years, two pipelines, everything as text. */
const ON_HUBSPOT = new HostedMapping(
  parseCrmMapping(`
crm: hubspot
company: { currency: USD, timeZone: America/New_York }
records:
  person:
    - object: owners
      fields: { name: { join: [firstName, lastName] }, email: email, active: { field: archived, values: { 'true': false, 'false': true } } }
  account:
    - object: companies
      fields:
        name: name
        ownerId: hubspot_owner_id
        revenue: annualrevenue
        tier: { field: company_tier, values: { tier_1: T1, tier_2: T2, tier_3: T3 } }
        techStack: web_technologies
  opportunity:
    - object: deals
      when: { pipeline: [default, '7744'] }
      fields:
        name: dealname
        accountId: associations.companies
        contactId: associations.contacts
        amount: amount
        currency: deal_currency_code
        closeDate: closedate
        createdAt: { field: createdate, write: false }
        stageEnteredAt: { field: 'hs_v2_date_entered_{stage}', write: false }
        type: { field: dealtype, values: { newbusiness: new, existingbusiness: expansion } }
        agentWinProbability: agent_win
        meddicc.champion: { field: champion_level, values: { '0': 0, '1': 1, '2': 2, '3': 3 } }
        meddicc.metrics: metrics_level
  activity:
    - object: calls
      fields:
        accountId: associations.companies
        type: { value: call }
        direction: { field: hs_call_direction, values: { INBOUND: inbound, OUTBOUND: outbound } }
        happenedAt: hs_timestamp
        durationMinutes: { field: hs_call_duration, unit: milliseconds }
    - object: meetings
      fields: { accountId: associations.companies, type: { value: meeting }, happenedAt: hs_timestamp }
stages:
  field: dealstage
  pipeline: pipeline
  closed: hs_is_closed
  won: hs_is_closed_won
  of:
    default:
      qualifiedtobuy: { subStage: 4.1, label: Qualified }
      presentationscheduled: { subStage: 4.2, label: Demo }
      contractsent: { subStage: 5.1, label: Offer sent }
      closedwon: { subStage: 5.3, outcome: won, label: Won }
      closedlost: { subStage: 5.3, outcome: lost, label: Lost }
    '7744':
      '991': { subStage: 4.1, label: Expansion found }
      '992': { subStage: 5.3, outcome: won, label: Expanded }
`),
);

const AT = new Date('2026-02-10T12:00:00Z');
const record = (object: string, id: string, values: HostedValues, more: Partial<HostedRecord> = {}): HostedRecord => ({
  ...{ object, id, values, modifiedAt: AT, modifiedBy: '005A', state: 'live', ours: false },
  ...more,
});
const fieldsOf = (mapping: HostedMapping, one: HostedRecord, type: string) =>
  mapping.toCanon(one).find((s) => s.type === type)?.fields;

const SF_DEAL: HostedValues = {
  ...{ Name: 'Rollout', AccountId: '001A', Amount: 120000, CurrencyIsoCode: 'USD', CloseDate: '2026-03-31' },
  ...{ CreatedDate: '2026-01-02T03:04:05.000+0000', LastStageChangeDate: '2026-02-01T10:00:00.000+0000' },
  ...{ Type: 'New Business', Agent_Win__c: 42, Champion__c: 'Said', Metrics__c: 1 },
  ...{ StageName: 'Nutzen', IsClosed: false, IsWon: false },
};
const HS_DEAL: HostedValues = {
  ...{ dealname: 'Rollout', 'associations.companies': ['77', '78'], 'associations.contacts': [], amount: '120000.00' },
  ...{
    deal_currency_code: 'USD',
    closedate: '2026-03-31T21:00:00Z',
    createdate: '1767323045000',
    dealtype: 'newbusiness',
  },
  ...{
    agent_win: '0.42',
    champion_level: '2',
    metrics_level: '1',
    pipeline: 'default',
    dealstage: 'presentationscheduled',
  },
  ...{
    hs_is_closed: 'false',
    hs_is_closed_won: 'false',
    hs_v2_date_entered_presentationscheduled: '2026-02-01T10:00:00.000Z',
  },
};

describe('two companies with different CRMs', () => {
  it('say the same of a deal in canon', () => {
    const same = {
      ...{ name: 'Rollout', amount: 120000, currency: 'USD', expectedCloseDate: '2026-03-31', closedAt: null },
      ...{ subStage: '4.2', outcome: null, type: 'new', createdAt: '2026-01-02T03:04:05.000Z' },
      ...{
        stageEnteredAt: '2026-02-01T10:00:00.000Z',
        agentWinProbability: 0.42,
        meddicc: { champion: 2, metrics: 1 },
      },
    };
    expect(fieldsOf(ON_SALESFORCE, record('Opportunity', '006A', SF_DEAL), 'opportunity')).toEqual({
      ...{ ...same, crmStage: 'Nutzen', accountId: '001A' },
    });
    expect(fieldsOf(ON_HUBSPOT, record('deals', '5', HS_DEAL), 'opportunity')).toEqual({
      ...{ ...same, crmStage: 'Demo', accountId: '77', contactId: null },
    });
  });

  it("take a closed deal's date as when it closed, at the company's midnight where the CRM has only a day", () => {
    const won = { ...SF_DEAL, StageName: 'Gewonnen', IsClosed: true, IsWon: true };
    expect(fieldsOf(ON_SALESFORCE, record('Opportunity', '006A', won), 'opportunity')).toMatchObject({
      ...{ outcome: 'won', subStage: '5.3', closedAt: '2026-03-30T22:00:00.000Z' },
    });
    const lost = { ...HS_DEAL, dealstage: 'closedlost', hs_is_closed: 'true', hs_is_closed_won: 'false' };
    const read = fieldsOf(ON_HUBSPOT, record('deals', '5', lost), 'opportunity')!;
    expect(read).toMatchObject({ outcome: 'lost', closedAt: '2026-03-31T21:00:00.000Z' });
    expect(read).not.toHaveProperty('expectedCloseDate');
  });

  it('write the same change in their own words', () => {
    const set = { subStage: '5.1', expectedCloseDate: '2026-06-30', agentWinProbability: 0.57, type: 'expansion' };
    expect(ON_SALESFORCE.toHosted('opportunity', set, '006A')).toEqual({
      object: 'Opportunity',
      values: { StageName: 'Angebot', CloseDate: '2026-06-30', Agent_Win__c: 57, Type: 'Upsell' },
    });
    expect(ON_HUBSPOT.toHosted('opportunity', set, '5')).toEqual({
      object: 'deals',
      values: {
        ...{ dealstage: 'contractsent', closedate: '2026-06-30T04:00:00.000Z', agent_win: '0.57' },
        dealtype: 'existingbusiness',
      },
    });
  });

  it('read back what they wrote', () => {
    const set = { type: 'new', agentWinProbability: 0.29, tier: 'T2' };
    for (const [mapping, object, type] of [
      [ON_SALESFORCE, 'Opportunity', 'opportunity'],
      [ON_HUBSPOT, 'deals', 'opportunity'],
    ] as const) {
      const { tier: _, ...deal } = set;
      const base = object === 'deals' ? HS_DEAL : SF_DEAL;
      const { values } = mapping.toHosted(type, { ...deal, meddicc: { champion: 3 } }, null);
      const back = fieldsOf(mapping, record(object, '1', { ...base, ...values }), type);
      expect(back).toMatchObject({ ...deal, meddicc: { champion: 3, metrics: 1 } });
    }
    for (const [mapping, object] of [
      [ON_SALESFORCE, 'Account'],
      [ON_HUBSPOT, 'companies'],
    ] as const) {
      const { values } = mapping.toHosted('account', { tier: 'T2', techStack: ['SAP', 'Kafka'] }, '1');
      expect(fieldsOf(mapping, record(object, '1', values), 'account')).toEqual({
        tier: 'T2',
        techStack: ['SAP', 'Kafka'],
      });
    }
  });
});

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
    expect(yen.states[0]!.fields).not.toHaveProperty('revenue');
    expect(yen.problems).toMatchObject([{ kind: 'no-rate', field: 'AnnualRevenue', found: '1000' }]);
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
      expect(states[0]!.fields).not.toHaveProperty(field);
    }
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

describe('a write in the CRM', () => {
  const refusal = (write: () => unknown): string => {
    try {
      write();
    } catch (error) {
      if (error instanceof InvalidField) return error.message;
      throw error;
    }
    return 'nothing was refused';
  };

  it('goes to the object that the id or the value tells', () => {
    const done = { type: 'call', opportunityId: '006A', accountId: '001A', ownerId: '005A' };
    expect(ON_SALESFORCE.toHosted('activity', done, null)).toEqual({
      object: 'Task',
      values: { Status: 'Completed', TaskSubtype: 'Call', WhatId: '006A', OwnerId: '005A' },
    });
    expect(ON_SALESFORCE.toHosted('activity', { durationMinutes: 30 }, '00U7')).toMatchObject({ object: 'Event' });
    expect(ON_HUBSPOT.toHosted('activity', { type: 'meeting' }, null)).toMatchObject({ object: 'meetings' });
    expect(ON_HUBSPOT.toHosted('activity', { type: 'call', durationMinutes: 2 }, null).values).toEqual({
      hs_call_duration: '120000',
    });
    expect(refusal(() => ON_HUBSPOT.toHosted('activity', { happenedAt: '2026-01-01T00:00:00Z' }, '1'))).toMatch(
      /may be of calls or meetings; say how their ids begin/,
    );
  });

  it('is refused with a remedy where the CRM has no place or word for it', () => {
    const to = (set: Record<string, unknown>, mapping = ON_SALESFORCE) =>
      refusal(() => mapping.toHosted('opportunity', set, '006A'));
    expect(to({ nextStep: 'x' })).toMatch(/is mapped to no field of Opportunity; add it under records.opportunity/);
    expect(to({ createdAt: '2026-01-01T00:00:00Z' })).toMatch(/is read only/);
    expect(to({ type: 'renewal' }, ON_HUBSPOT)).toMatch(/no word for "renewal" \(it has for new, expansion\)/);
    expect(to({ subStage: '4.3' })).toMatch(/no stage of the CRM means 4.3; say which does under `stages:`/);
    expect(to({ subStage: '4.1' }, ON_HUBSPOT)).toMatch(/several stages mean 4.1 \(Expansion found, Qualified\)/);
    expect(to({ amount: 'much' })).toMatch(/expected an amount/);
    expect(refusal(() => ON_SALESFORCE.toHosted('account', { revenue: 5 }, '1'))).toMatch(/not written back/);
  });

  it('names the outcome by the stage that means it, and leaves to the CRM what it stamps itself', () => {
    const won = {
      outcome: 'won',
      subStage: '5.3',
      stageEnteredAt: '2026-03-01T00:00:00Z',
      closedAt: '2026-03-01T10:00:00Z',
    };
    expect(ON_SALESFORCE.toHosted('opportunity', won, '006A').values).toEqual({
      ...{ StageName: 'Gewonnen', CloseDate: '2026-03-01' },
    });
    expect(ON_HUBSPOT.toHosted('opportunity', { crmStage: 'Expanded' }, '5').values).toEqual({ dealstage: '992' });
  });
});
