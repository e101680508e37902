import type { HostedRecord, HostedValues } from '../src/hosted/port';
import { HostedMapping } from '../src/mapping/hosted-mapping';
import { parseCrmMapping } from '../src/mapping/parse';

/** A company on Salesforce: euros, fiscal year from April, German midnight, MEDDICC in custom fields. */
export const ON_SALESFORCE = new HostedMapping(
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
        accountId: { field: AccountId, write: derived }
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
export const ON_HUBSPOT = new HostedMapping(
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

export const AT = new Date('2026-02-10T12:00:00Z');
export const record = (
  object: string,
  id: string,
  values: HostedValues,
  more: Partial<HostedRecord> = {},
): HostedRecord => ({
  ...{ object, id, values, modifiedAt: AT, modifiedBy: '005A', state: 'live', ours: false },
  ...more,
});
export const fieldsOf = (mapping: HostedMapping, one: HostedRecord, type: string) =>
  mapping.toCanon(one).find((s) => s.type === type)?.fields;

export const SF_DEAL: HostedValues = {
  ...{ Name: 'Rollout', AccountId: '001A', Amount: 120000, CurrencyIsoCode: 'USD', CloseDate: '2026-03-31' },
  ...{ CreatedDate: '2026-01-02T03:04:05.000+0000', LastStageChangeDate: '2026-02-01T10:00:00.000+0000' },
  ...{ Type: 'New Business', Agent_Win__c: 42, Champion__c: 'Said', Metrics__c: 1 },
  ...{ StageName: 'Nutzen', IsClosed: false, IsWon: false },
};
export const HS_DEAL: HostedValues = {
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
