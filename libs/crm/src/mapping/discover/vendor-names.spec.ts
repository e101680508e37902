import type { FieldDescription, FieldOption, HostedFieldType, ObjectDescription } from '../../hosted/port';
import { HostedMapping } from '../hosted-mapping';
import { parseCrmMapping } from '../parse';
import { discover, type CrmSource } from './discover';
import { draftMapping } from './draft';

type Described = [name: string, type: HostedFieldType, ...options: (string | FieldOption)[]];

/** Names and types as the vendors' references have them: Salesforce, "Object Reference"; HubSpot, "CRM properties". */
const object = (name: string, ...fields: Described[]): ObjectDescription => ({
  ...{ name, label: name, custom: false, createable: true, updateable: true },
  fields: fields.map(([field, type, ...options]): FieldDescription => ({
    ...{ name: field, label: field, type, references: [], custom: false, unique: false, history: false },
    options: options.map((o) => (typeof o === 'string' ? { value: o, label: o, active: true } : o)),
    createable: !READ_ONLY.has(field),
    updateable: !READ_ONLY.has(field),
  })),
});
const READ_ONLY = new Set(['CreatedDate', 'LastStageChangeDate', 'ClosedDate', 'IsClosed', 'hs_v2_date_entered_1']);

const stage = (value: string, closed = false, won = false): FieldOption => ({
  ...{ value, label: value, active: true, pipeline: 'default', closed, won },
});

const sources = (source: CrmSource) => {
  const draft = draftMapping(discover(source), { currency: 'EUR', timeZone: 'UTC', fiscalYearStartMonth: 1 });
  const { file } = new HostedMapping(parseCrmMapping(draft));
  return (type: keyof typeof file.records, index = 0) => file.records[type]![index]!;
};

describe("discovery by the vendors' own names", () => {
  const salesforce = sources({
    ...{ crm: 'salesforce', records: [] },
    objects: [
      object(
        'Opportunity',
        ...([
          ['Name', 'text'],
          ['AccountId', 'reference'],
          ['OwnerId', 'reference'],
          ['Amount', 'money'],
        ] as Described[]),
        ...([
          ['CurrencyIsoCode', 'choice'],
          ['CloseDate', 'date'],
          ['CreatedDate', 'instant'],
        ] as Described[]),
        ...([
          ['LastStageChangeDate', 'instant'],
          ['NextStep', 'text'],
          ['LeadSource', 'choice'],
        ] as Described[]),
        ['Type', 'choice', 'New Customer', 'Existing Customer - Upgrade', 'Existing Customer - Replacement', 'Barter'],
        ['ForecastCategoryName', 'choice', 'Pipeline', 'Best Case', 'Commit', 'Closed'],
        ['StageName', 'choice', 'Prospecting', 'Closed Won'],
        ...([
          ['IsClosed', 'boolean'],
          ['IsWon', 'boolean'],
          ['Probability', 'percent'],
        ] as Described[]),
      ),
      object(
        'Case',
        ...([
          ['AccountId', 'reference'],
          ['IsClosed', 'boolean'],
          ['IsEscalated', 'boolean'],
        ] as Described[]),
        ...([
          ['CreatedDate', 'instant'],
          ['ClosedDate', 'instant'],
          ['Subject', 'text'],
        ] as Described[]),
      ),
      object(
        'Task',
        ['Subject', 'text'],
        ['Status', 'choice', 'Not Started', 'Completed', 'Deferred'],
        ['ActivityDate', 'date'],
      ),
    ],
  });

  it('on Salesforce', () => {
    expect(salesforce('opportunity').fields).toEqual({
      ...{ name: 'Name', accountId: 'AccountId', ownerId: 'OwnerId', amount: 'Amount', currency: 'CurrencyIsoCode' },
      ...{ closeDate: 'CloseDate', createdAt: { field: 'CreatedDate', write: false }, nextStep: 'NextStep' },
      ...{ stageEnteredAt: { field: 'LastStageChangeDate', write: 'derived' }, sourceChannel: 'LeadSource' },
      type: {
        field: 'Type',
        values: {
          ...{ 'New Customer': 'new', 'Existing Customer - Upgrade': 'expansion' },
          'Existing Customer - Replacement': 'renewal',
        },
      },
      forecastCategory: {
        field: 'ForecastCategoryName',
        values: { Pipeline: 'pipeline', 'Best Case': 'best case', Commit: 'commit' },
      },
    });
    expect(salesforce('case').fields).toEqual({
      accountId: 'AccountId',
      status: { field: 'IsClosed', values: { true: 'closed', false: 'open' }, write: false },
      ...{ escalationLevel: { field: 'IsEscalated', values: { true: 1, false: 0 } }, subject: 'Subject' },
      openedAt: { field: 'CreatedDate', write: false },
      closedAt: { field: 'ClosedDate', write: 'derived' },
    });
    expect(salesforce('activity')).toMatchObject({ object: 'Task', when: { Status: 'Completed' }, ids: '00T' });
    expect(salesforce('task').fields).toMatchObject({
      status: { field: 'Status', values: { 'Not Started': 'open', Completed: 'done', Deferred: 'withdrawn' } },
      dueDate: 'ActivityDate',
    });
  });

  const hubspot = sources({
    ...{ crm: 'hubspot', records: [] },
    objects: [
      object(
        'deals',
        ...([
          ['dealname', 'text'],
          ['amount', 'money'],
          ['deal_currency_code', 'choice'],
        ] as Described[]),
        ...([
          ['closedate', 'instant'],
          ['createdate', 'instant'],
          ['hubspot_owner_id', 'reference'],
        ] as Described[]),
        ...([
          ['pipeline', 'choice'],
          ['associations.companies', 'reference'],
        ] as Described[]),
        ['dealtype', 'choice', 'newbusiness', 'existingbusiness'],
        ['dealstage', 'choice', stage('1'), stage('closedwon', true, true)],
        ...([
          ['hs_is_closed', 'boolean'],
          ['hs_is_closed_won', 'boolean'],
        ] as Described[]),
        ...([
          ['hs_v2_date_entered_1', 'instant'],
          ['closed_lost_reason', 'long-text'],
        ] as Described[]),
      ),
      object(
        'calls',
        ...([
          ['hs_timestamp', 'instant'],
          ['hs_call_duration', 'number'],
          ['hs_call_title', 'text'],
        ] as Described[]),
        ['hs_call_direction', 'choice', 'INBOUND', 'OUTBOUND'],
      ),
      object(
        'tasks',
        ['hs_task_subject', 'text'],
        ['hs_task_status', 'choice', 'NOT_STARTED', 'COMPLETED'],
        ['hs_timestamp', 'instant'],
      ),
      object(
        'contacts',
        ['firstname', 'text'],
        ['lastname', 'text'],
        ['hs_email_optout', 'boolean'],
        ['jobtitle', 'text'],
      ),
    ],
  });

  it('on HubSpot', () => {
    expect(hubspot('opportunity').fields).toEqual({
      ...{ name: 'dealname', amount: 'amount', currency: 'deal_currency_code', closeDate: 'closedate' },
      ...{ createdAt: 'createdate', ownerId: 'hubspot_owner_id', accountId: 'associations.companies' },
      type: { field: 'dealtype', values: { newbusiness: 'new', existingbusiness: 'expansion' } },
      ...{ stageEnteredAt: { field: 'hs_v2_date_entered_{stage}', write: false }, lossReason: 'closed_lost_reason' },
    });
    expect(hubspot('activity').fields).toEqual({
      ...{ type: { value: 'call' }, happenedAt: 'hs_timestamp', subject: 'hs_call_title' },
      durationMinutes: { field: 'hs_call_duration', unit: 'milliseconds' },
      direction: { field: 'hs_call_direction', values: { INBOUND: 'inbound', OUTBOUND: 'outbound' } },
    });
    expect(hubspot('task').fields).toEqual({
      ...{ title: 'hs_task_subject', dueDate: { field: 'hs_timestamp', as: 'instant' } },
      status: { field: 'hs_task_status', values: { NOT_STARTED: 'open', COMPLETED: 'done' } },
    });
    expect(hubspot('contact').fields).toEqual({
      ...{ name: { join: ['firstname', 'lastname'] }, optedOut: 'hs_email_optout', title: 'jobtitle' },
    });
  });
});
