import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldDescription, HostedRecord, HostedValues, ObjectDescription } from '../../hosted/port';
import { discover, type CrmSource } from '../discover/discover';
import { draftMapping } from '../discover/draft';
import { parseCrmMapping } from '../parse';
import { readCsvSource } from '../source/csv-source';
import { checkMapping } from './check';
import { mappingReportText } from './report-text';

const FILE = parseCrmMapping(`
crm: salesforce
company: { currency: EUR, timeZone: Europe/Berlin }
rates: { USD: { 2026-01-01: 0.9 } }
records:
  person: [{ object: User, fields: { name: Name } }]
  account:
    - object: Account
      fields:
        name: Name
        ownerId: OwnerId
        tier: { field: Rating, values: { Hot: T1 } }
        industry: Industry
        revenue: { field: AnnualRevenue, currency: CurrencyIsoCode, convert: true }
  contact: [{ object: Contact, fields: { name: Name, email: Email, phone: Fone } }]
  opportunity:
    - object: Opportunity
      fields: { name: Name, accountId: AccountId, amount: Amount, createdAt: CreatedDate }
stages: { field: StageName, of: { '*': { Gewonnen: { subStage: 5.3, outcome: won } } } }
ignore: [Account.Fax]
`);

const field = (name: string, more: Partial<FieldDescription> = {}): FieldDescription => ({
  ...{ name, label: name, type: 'text', options: [], references: [], createable: true, updateable: true },
  ...{ custom: name.endsWith('__c'), unique: false, history: false },
  ...more,
});
const object = (name: string, fields: FieldDescription[]): ObjectDescription => ({
  ...{ name, label: name, custom: false, createable: true, updateable: true, fields },
});
const record = (name: string, id: string, values: HostedValues): HostedRecord => ({
  ...{ object: name, id, values, modifiedAt: new Date('2026-02-01'), modifiedBy: null, state: 'live', ours: false },
});
const stage = (value: string) => ({ value, label: value, active: true });

const SOURCE: CrmSource = {
  crm: 'salesforce',
  objects: [
    object('User', [field('Name')]),
    object('Account', [
      ...[
        field('Name'),
        field('OwnerId', { type: 'reference' }),
        field('Rating', { type: 'choice' }),
        field('Industry'),
      ],
      ...[field('AnnualRevenue', { type: 'money' }), field('CurrencyIsoCode'), field('Account_Tier__c'), field('Fax')],
      field('Sector__c'),
    ]),
    object('Contact', [field('Name'), field('Email', { type: 'email' })]),
    object('Opportunity', [
      ...[field('Name'), field('AccountId', { type: 'reference' }), field('Amount', { type: 'money' })],
      field('CreatedDate', { type: 'instant', createable: false, updateable: false }),
      field('StageName', {
        type: 'choice',
        options: [stage('Gewonnen'), stage('Sondierung'), stage('Needs Analysis')],
      }),
    ]),
    object('Invoice__c', [field('Number__c')]),
  ],
  records: [
    record('User', '005A', { Name: 'Ada Ash' }),
    ...['Hot', 'Lukewarm', 'Lukewarm'].map((Rating, i) =>
      record('Account', `001${i}`, {
        ...{
          Name: `Acme ${i}`,
          OwnerId: i === 0 ? '005A' : '005Z',
          Rating,
          Industry: null,
          Fax: '030 1',
          Sector__c: 'Steel',
        },
        ...{ AnnualRevenue: i === 0 ? -5 : 1000, CurrencyIsoCode: i === 1 ? 'JPY' : 'USD', Account_Tier__c: 'T2' },
      }),
    ),
    record('Opportunity', '0061', {
      Name: 'A',
      AccountId: '0010',
      Amount: 5,
      StageName: 'Sondierung',
      CreatedDate: 'soon',
    }),
    record('Opportunity', '0062', {
      Name: 'B',
      AccountId: '0010',
      Amount: 5,
      StageName: 'Needs Analysis',
      CreatedDate: null,
    }),
    record('Invoice__c', 'a01', { Number__c: '1' }),
  ],
};

describe('the check of a mapping', () => {
  const report = checkMapping(FILE, SOURCE);
  const of = (kind: string) =>
    report.findings.filter((f) => f.kind === kind).map((f) => [f.where, f.count, f.of, f.examples.join(' ')]);

  it('names the actions that go without a field', () => {
    const role = report.findings.find((f) => f.where === 'contact.role');
    expect(role).toMatchObject({ kind: 'needed-not-mapped', examples: ['meddicc-completeness', 'deal-risk'] });
    expect(role!.message).toBe('meddicc-completeness, deal-risk need contact.role');
    expect(report.findings.some((f) => f.where === 'account.agentIcpScore')).toBe(false);
    expect(report.needed.fields - report.needed.mapped).toBe(of('needed-not-mapped').length);
  });

  it('counts what cannot be read, with examples', () => {
    expect(of('unknown-value')).toEqual([['Account.Rating', 2, 3, 'Lukewarm']]);
    expect(of('out-of-range')).toEqual([['Account.AnnualRevenue', 1, 3, '-5']]);
    expect(of('no-rate')).toEqual([['Account.AnnualRevenue', 1, 3, '1000']]);
    expect(of('unreadable')).toEqual([['Opportunity.CreatedDate', 1, 2, 'soon']]);
    expect(of('unknown-stage')).toEqual([['Opportunity.StageName', 1, 2, '0061']]);
    expect(of('user-without-person')).toEqual([['Account as account.ownerId', 2, 3, '005Z']]);
  });

  it('compares the file with the CRM: fields that are not there, compete, are empty, read only or left out', () => {
    expect(of('no-such-field')).toEqual([['Contact.Fone', 0, 0, '']]);
    expect(of('ambiguous')).toEqual([
      ['Account.Account_Tier__c', 3, 3, 'T2'],
      ['Account.Sector__c', 3, 3, 'Steel'],
    ]);
    expect(of('never-filled')).toEqual([['Account.Industry', 3, 3, '']]);
    expect(of('read-only')).toEqual([['Opportunity.CreatedDate', 0, 0, '']]);
    expect(of('filled-not-mapped')).toEqual([
      ...[
        ['Account.Account_Tier__c', 3, 3, ''],
        ['Account.Sector__c', 3, 3, ''],
        ['Invoice__c', 1, 1, ''],
      ],
    ]);
  });

  it('names the letters of MEDDICC that are read from nowhere, with what may be meant', () => {
    const deals = SOURCE.objects.find(({ name }) => name === 'Opportunity')!;
    const fields = [...deals.fields, field('Champion_Level__c', { custom: true }), field('MEDDICC_Metrics__c')];
    const objects = SOURCE.objects.map((one) => (one === deals ? { ...deals, fields } : one));
    const file = { ...FILE, ignore: [...FILE.ignore, 'opportunity.meddicc.competition'] };
    const letters = checkMapping(file, { ...SOURCE, objects }).findings.filter(
      (f) => f.kind === 'letter-without-field',
    );
    const said = new Map(letters.map(({ where, message }) => [where.split('.')[2], message]));
    expect(said.get('champion')).toBe('is read from nowhere; the CRM has Champion_Level__c');
    expect(said.get('metrics')).toBe('is read from nowhere; the CRM has MEDDICC_Metrics__c');
    expect(said.get('identifyPain')).toBe('has no field in the CRM');
    expect(said.has('competition')).toBe(false);
    expect(letters[0]!.remedy).toMatch(/salesagent crm fields request|records\.opportunity/);
  });

  it('reads as text, the gravest first', () => {
    const lines = mappingReportText(report).split('\n');
    expect(lines).toContain('Account: 3 records, 3 as account');
    expect(lines).toContain(
      '  Opportunity.StageName [1 of 2]: stage "Sondierung" has no meaning, e.g. 0061 → say its sub-stage under stages.of."*" in the mapping file',
    );
    expect(lines.indexOf('Stages without a meaning (1)')).toBeLessThan(lines.indexOf('Filled, but not mapped (3)'));
  });
});

const DATA = join(__dirname, '../../../../../../shared/data');
(existsSync(DATA) ? describe : describe.skip)('the check of a draft on real columns', () => {
  it.each([
    [
      'salesforce-objects',
      {
        ambiguous: 2,
        'filled-not-mapped': 230,
        'letter-without-field': 7,
        'needed-not-mapped': 32,
        'never-filled': 19,
        'user-without-person': 5,
      },
    ],
    [
      'hubspot-objects',
      {
        'filled-not-mapped': 49,
        'letter-without-field': 7,
        'needed-not-mapped': 39,
        'never-filled': 25,
        'out-of-range': 1,
        'unknown-stage': 66,
        'unknown-value': 1,
        'user-without-person': 1,
      },
    ],
  ])('%s', (folder, kinds) => {
    const names = readdirSync(join(DATA, folder)).filter((name) => name.endsWith('.csv'));
    const source = readCsvSource(names.map((name) => ({ name, text: readFileSync(join(DATA, folder, name), 'utf8') })));
    const company = { currency: 'USD', timeZone: 'UTC', fiscalYearStartMonth: 1 };
    const { findings } = checkMapping(parseCrmMapping(draftMapping(discover(source), company)), source);
    const counts: Record<string, number> = {};
    for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
    expect(counts).toEqual(kinds);
  });
});
