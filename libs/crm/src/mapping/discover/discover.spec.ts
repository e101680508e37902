import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldDescription, ObjectDescription } from '../../hosted/port';
import { HostedMapping } from '../hosted-mapping';
import { parseCrmMapping } from '../parse';
import { readCsvSource } from '../source/csv-source';
import { discover, type Discovery } from './discover';
import { draftMapping } from './draft';
import { normalName, normalObject } from './names';

/** Real columns with masked values, outside the repository; suites that read them are skipped without them. */
const DATA = join(__dirname, '../../../../../../shared/data');
const COMPANY = { currency: 'USD', timeZone: 'America/New_York', fiscalYearStartMonth: 1 };

function exported(folder: string) {
  const names = readdirSync(join(DATA, folder)).filter((name) => name.endsWith('.csv'));
  return readCsvSource(names.map((name) => ({ name, text: readFileSync(join(DATA, folder, name), 'utf8') })));
}

/** `object as type: canon < field …`, guesses left out, sorted. */
function found({ objects }: Discovery): Record<string, string> {
  return Object.fromEntries(
    objects.map(({ object, type, fields }) => {
      const sure = fields.filter((f) => f.confidence !== 'low' && f.source.value === undefined);
      const named = sure.map(({ canon, source }) => `${canon}<${source.field ?? source.join!.join('+')}`);
      return [`${object} as ${type}`, named.sort().join(' ')];
    }),
  );
}
const counted = (discovery: Discovery): number =>
  Object.values(found(discovery)).reduce((sum, fields) => sum + fields.split(' ').length, 0);
const holds = (field: string | null) => field !== null;

(existsSync(DATA) ? describe : describe.skip)('discovery on the columns of a real Salesforce', () => {
  const source = existsSync(DATA) ? exported('salesforce-objects') : readCsvSource([]);
  const discovery = discover(source);

  it('maps what can be mapped', () => {
    expect(found(discovery)).toEqual({
      'account as account':
        'city<billing_city country<billing_country employees<number_of_employees industry<industry name<name ownerId<owner_id parentId<parent_id revenue<annual_revenue website<website',
      'contact as contact':
        'accountId<account_id country<mailing_country createdAt<created_date email<email lastTouchAt<last_activity_date name<name optedOut<has_opted_out_of_email persona<persona_c phone<phone title<title',
      'event as activity':
        'accountId<account_id contactId<who_id durationMinutes<duration_in_minutes happenedAt<start_date_time notes<description opportunityId<what_id outcome<call_disposition_c ownerId<owner_id subject<subject type<type',
      'lead as contact':
        'country<country createdAt<created_date email<email lastTouchAt<last_activity_date name<name optedOut<has_opted_out_of_email phone<phone title<title',
      'opportunity as opportunity':
        'accountId<account_id amount<amount closeDate<close_date createdAt<created_date forecastCategory<forecast_category_name name<name nextStep<next_step ownerId<owner_id sourceChannel<lead_source type<type',
      'product_2 as product': 'family<family name<name',
      'task as activity':
        'accountId<account_id contactId<who_id direction<call_type durationMinutes<call_duration_in_seconds happenedAt<completed_date_time notes<description opportunityId<what_id outcome<call_disposition ownerId<owner_id subject<subject type<task_subtype',
      'task as task':
        'accountId<account_id body<description dueDate<activity_date opportunityId<what_id ownerId<owner_id status<status title<subject',
      'user as person': 'active<is_active email<email managerId<manager_id name<name quotaCarrying<forecast_enabled',
    });
    expect(counted(discovery)).toBe(72);
    expect(discovery.stages).toMatchObject({ field: 'stage_name', closed: 'is_closed', won: 'is_won', pipeline: null });
  });

  it('reports the rest, object by object and field by field', () => {
    const { notMapped } = discovery;
    expect(notMapped.filter((n) => !holds(n.field)).map((n) => n.object)).toEqual([
      ...['account_history', 'contact_history', 'opportunity_history', 'opportunity_line_item', 'order', 'user_role'],
    ]);
    const fields = notMapped.filter((n) => holds(n.field));
    expect([fields.filter((n) => n.filled > 0).length, fields.filter((n) => n.filled === 0).length]).toEqual([
      244, 877,
    ]);
    expect(fields).toContainEqual({
      ...{ object: 'opportunity', field: 'probability', filled: 10, of: 10, why: 'canon has no field like it' },
    });
  });

  it('writes a draft that holds as it is, personal values by their shape', () => {
    const draft = draftMapping(discovery, COMPANY);
    const mapping = new HostedMapping(parseCrmMapping(draft));
    const read = source.records.map((record) => mapping.translate(record));
    const types = new Map<string, number>();
    for (const { type } of read.flatMap((r) => r.states)) types.set(type, (types.get(type) ?? 0) + 1);
    expect(Object.fromEntries(types)).toEqual({
      ...{ account: 10, activity: 20, contact: 4, opportunity: 10, person: 10, product: 2, task: 10 },
    });
    expect(draft).not.toMatch(/Brandon|Zinn|Janet|Yellen|Seinfeld/);
    expect(draft).toContain(
      'email: email # high: standard field, type email, 1 of 1 samples fit – e.g. "aa@aaaaaa.aaa"',
    );
  });
});

(existsSync(DATA) ? describe : describe.skip)('discovery on the columns of a real HubSpot', () => {
  const source = existsSync(DATA) ? exported('hubspot-objects') : readCsvSource([]);
  const discovery = discover(source);

  it('maps what can be mapped', () => {
    const linked = 'accountId<associations.companies contactId<associations.contacts';
    expect(found(discovery)).toEqual({
      'company as account':
        'city<property_city country<property_country createdAt<property_createdate industry<property_industry name<property_name revenue<property_annualrevenue',
      'contact as contact':
        'createdAt<property_createdate email<property_email name<property_firstname+property_lastname title<property_jobtitle',
      'deal as opportunity': `${linked.split(' ')[0]} amount<property_amount closeDate<property_closedate ${linked.split(' ')[1]} createdAt<property_createdate name<property_dealname ownerId<owner_id`,
      'engagement_call as activity': `${linked} happenedAt<property_hs_timestamp opportunityId<associations.deals`,
      'engagement_email as activity': `${linked} happenedAt<property_hs_timestamp notes<property_hs_email_text opportunityId<associations.deals ownerId<property_hubspot_owner_id subject<property_hs_email_subject`,
      'engagement_meeting as activity': `${linked} happenedAt<start_time notes<body opportunityId<associations.deals outcome<meeting_outcome subject<title`,
      'engagement_note as activity': `${linked} happenedAt<property_hs_timestamp notes<property_hs_note_body opportunityId<associations.deals ownerId<property_hubspot_owner_id`,
      'engagement_task as task':
        'accountId<associations.companies dueDate<property_hs_timestamp opportunityId<associations.deals ownerId<property_hubspot_owner_id',
      'owner as person': 'email<email name<first_name+last_name',
      'ticket as case':
        'accountId<associations.companies category<property_hs_ticket_category closedAt<property_closed_date openedAt<property_createdate priority<property_hs_ticket_priority status<property_hs_pipeline_stage subject<property_subject',
    });
    expect(counted(discovery)).toBe(54);
  });

  it('knows stages that the CRM says are won, and leaves the others to a person', () => {
    const { of, field, pipeline } = discovery.stages!;
    expect({ field, pipeline }).toEqual({ field: 'deal_pipeline_stage_id', pipeline: 'deal_pipeline_id' });
    const known = of.filter((s) => s.meaning);
    expect(known.every((s) => s.meaning!.subStage === '5.3')).toBe(true);
    expect([of.length, known.length]).toEqual([71, 5]);
  });

  it('finds what the real data hold that cannot be right', () => {
    const mapping = new HostedMapping(parseCrmMapping(draftMapping(discovery, COMPANY)));
    const problems = source.records.flatMap((record) => mapping.translate(record).problems);
    // Meetings whose start was written in seconds where milliseconds are meant.
    expect(problems.filter((p) => p.kind === 'out-of-range' && p.canon.field === 'happenedAt')).toHaveLength(7);
    // Tickets in stages that the export of stages does not hold.
    expect(new Set(problems.map((p) => `${p.kind} ${p.canon.type}.${p.canon.field}`))).toEqual(
      new Set(['out-of-range activity.happenedAt', 'unknown-value case.status']),
    );
  });
});

describe('discovery by what a CRM says of itself', () => {
  const field = (name: string, more: Partial<FieldDescription> = {}): FieldDescription => ({
    ...{ name, label: name, type: 'text', options: [], references: [], createable: true, updateable: true },
    ...{ custom: name.endsWith('__c'), unique: false, history: false },
    ...more,
  });
  const options = (...values: string[]) => values.map((value) => ({ value, label: value, active: true }));
  const object = (name: string, fields: FieldDescription[]): ObjectDescription => ({
    ...{ name, label: name, custom: false, createable: true, updateable: true, fields },
  });
  const deal = object('Opportunity', [
    field('StageName', { type: 'choice', options: options('Needs Analysis', 'Closed Won', 'Sondierung') }),
    field('Economic_Buyer__c', { type: 'choice', options: options('None', 'Assumed', 'Said', 'Confirmed') }),
    field('Q17__c', { label: 'Champion', type: 'number' }),
    field('Ampel__c', { type: 'choice', options: options('pipeline', 'commit') }),
    field('Customer_Segment__c'),
    field('CreatedDate', { type: 'instant', createable: false, updateable: false }),
  ]);
  const [opportunity] = discover({ crm: 'salesforce', objects: [deal], records: [] }).objects;
  const of = (canon: string) => opportunity!.fields.find((f) => f.canon === canon);

  it('finds MEDDICC fields by name and by label, and the levels of a picklist of four', () => {
    expect(of('meddicc.economicBuyer')).toMatchObject({
      confidence: 'medium',
      source: { field: 'Economic_Buyer__c', values: { None: 0, Assumed: 1, Said: 2, Confirmed: 3 } },
    });
    expect(of('meddicc.champion')).toMatchObject({
      source: { field: 'Q17__c' },
      why: expect.stringContaining('labelled "Champion"'),
    });
  });

  it('finds a picklist by its values, and takes a part of a name for no more than a guess', () => {
    expect(of('forecastCategory')).toMatchObject({ confidence: 'medium', source: { field: 'Ampel__c' } });
    expect(of('segment')).toMatchObject({ confidence: 'low', source: { field: 'Customer_Segment__c' } });
    expect(of('createdAt')).toMatchObject({ source: { write: false } });
    const draft = draftMapping({ ...discover({ crm: 'salesforce', objects: [deal], records: [] }) }, COMPANY);
    expect(draft).toContain('        # segment: Customer_Segment__c # low');
    expect(draft).toContain('      Needs Analysis: { subStage: "4.1" } # its usual name');
    expect(draft).toContain('      # Sondierung: { subStage: "?" } # nobody but the company can say');
    expect(() => parseCrmMapping(draft)).not.toThrow();
  });

  it.each([
    'CloseDate',
    'close_date',
    'closedate',
    'property_closedate',
    'hs_closedate',
    'Close_Date__c',
    'close_date_c',
  ])('reads %s as one name', (name) => expect(normalName(name)).toBe('closedate'));

  it('reads objects in the singular', () => {
    expect(
      ['companies', 'Company', 'engagement_call', 'Product2', 'deals', 'cases', 'product_2'].map(normalObject),
    ).toEqual([...['company', 'company', 'call', 'product', 'deal', 'case', 'product']]);
  });
});
