import type { HostedRecord, HostedValues } from '@salesagent/crm';

/** A deal as people would tell it; each company's CRM has words of its own for the same. */
interface Deal {
  id: string;
  stage: '3.2' | '4.1' | '4.2' | '4.3' | '5.1' | 'won' | 'lost';
  amount: number | null;
  created: string;
  entered: string;
  closes: string | null;
  champion?: 0 | 1 | 2 | 3;
  nextStep?: string;
}

/** Seen from 10 March 2026: active, stalled, overdue, without a value, early, won before and after 1 February, lost. */
const DEALS: readonly Deal[] = [
  {
    id: 'D1',
    stage: '4.2',
    amount: 120_000,
    created: '2026-01-20',
    entered: '2026-02-25',
    closes: '2026-04-20',
    champion: 2,
  },
  { id: 'D2', stage: '4.1', amount: 50_000, created: '2025-11-20', entered: '2025-11-25', closes: '2026-05-29' },
  { id: 'D3', stage: '5.1', amount: 80_000, created: '2025-12-28', entered: '2026-02-02', closes: '2026-02-27' },
  {
    id: 'D4',
    stage: '4.3',
    amount: null,
    created: '2026-01-05',
    entered: '2026-02-20',
    closes: '2026-06-30',
    nextStep: 'Numbers to their CFO',
  },
  { id: 'D5', stage: '3.2', amount: 10_000, created: '2026-03-01', entered: '2026-03-02', closes: null },
  { id: 'D6', stage: 'won', amount: 90_000, created: '2025-12-01', entered: '2026-02-10', closes: '2026-02-10' },
  { id: 'D7', stage: 'lost', amount: 40_000, created: '2025-10-01', entered: '2026-02-20', closes: '2026-02-20' },
  { id: 'D8', stage: 'won', amount: 70_000, created: '2025-11-03', entered: '2026-01-15', closes: '2026-01-15' },
  { id: 'D9', stage: '4.2', amount: 60_000, created: '2025-11-25', entered: '2025-12-01', closes: '2026-03-25' },
];
const ACCOUNTS = [
  { id: 'A1', name: 'Kestrel Tools', tier: 'T2', employees: 900, revenue: 120_000_000 },
  { id: 'A2', name: 'Larch Foods', tier: 'T3', employees: 80, revenue: 9_000_000 },
] as const;
const CONTACTS = [
  { id: 'C1', accountId: 'A1', role: 'EB' },
  { id: 'C2', accountId: 'A1', role: 'Champion' },
  { id: 'C3', accountId: 'A2', role: 'Influencer' },
] as const;
const MEETINGS = [
  { id: 'M1', deal: 'D1', contact: 'C1', on: '2026-03-03' },
  { id: 'M2', deal: 'D1', contact: 'C2', on: '2026-02-24' },
  { id: 'M3', deal: 'D3', contact: 'C1', on: '2026-01-30' },
  { id: 'M4', deal: 'D9', contact: 'C3', on: '2026-02-05' },
] as const;

const accountOf = (deal: string): string => (Number(deal.slice(1)) % 2 === 1 ? 'A1' : 'A2');
const isClosed = (stage: Deal['stage']): boolean => stage === 'won' || stage === 'lost';
/** Noon in UTC is the same day in Berlin and in New York. */
const noon = (day: string): string => `${day}T12:00:00.000Z`;

const record = (object: string, id: string, values: HostedValues): HostedRecord => ({
  ...{ object, id, values, modifiedAt: new Date('2026-03-09T12:00:00Z'), modifiedBy: 'P1', state: 'live', ours: false },
});

/** When each deal entered its stage: what the events of the CRM tell beside the records. */
export const ENTERED: readonly (readonly [dealId: string, day: string])[] = DEALS.map((d) => [d.id, d.entered]);

const SALESFORCE_STAGES = {
  ...{ '3.2': 'Kontakt', '4.1': 'Bedarf', '4.2': 'Nutzen', '4.3': 'Wirtschaftlichkeit', '5.1': 'Angebot' },
  ...{ won: 'Gewonnen', lost: 'Verloren' },
};

/** The business as Nordwind's Salesforce holds it, in euros. */
export function onSalesforce(): HostedRecord[] {
  const TIERS = { T1: 'Hot', T2: 'Warm', T3: 'Cold' };
  const ROLES = { EB: 'Decides', Champion: 'Supports', Influencer: 'Uses' };
  return [
    record('User', 'P1', { Name: 'Petra Pohl', IsActive: true, ManagerId: null }),
    ...ACCOUNTS.map(({ id, name, tier, employees, revenue }) =>
      record('Account', id, {
        ...{ Name: name, OwnerId: 'P1', Rating: TIERS[tier], NumberOfEmployees: employees, AnnualRevenue: revenue },
        ...{ Industry: 'Manufacturing', CreatedDate: '2025-06-02T12:00:00.000+0000' },
      }),
    ),
    ...CONTACTS.map(({ id, accountId, role }) =>
      record('Contact', id, { AccountId: accountId, Buying_Role__c: ROLES[role] }),
    ),
    ...DEALS.map(({ id, stage, amount, created, entered, closes, champion, nextStep }) =>
      record('Opportunity', id, {
        ...{ Name: `Rollout ${id}`, AccountId: accountOf(id), OwnerId: 'P1', Amount: amount, CurrencyIsoCode: 'EUR' },
        ...{ CloseDate: closes, CreatedDate: noon(created), LastStageChangeDate: noon(entered), Type: 'New Business' },
        ...{ StageName: SALESFORCE_STAGES[stage], IsClosed: isClosed(stage), IsWon: stage === 'won' },
        ...{ Champion__c: champion === undefined ? null : ['None', 'Assumed', 'Said', 'Confirmed'][champion]! },
        ...{ NextStep: nextStep ?? null, Main_Contact__c: null },
      }),
    ),
    ...MEETINGS.map(({ id, deal, contact, on }) =>
      record('Event', id, { WhatId: deal, AccountId: accountOf(deal), WhoId: contact, StartDateTime: noon(on) }),
    ),
  ];
}

const HUBSPOT_STAGES = {
  '3.2': '101',
  '4.1': '102',
  '4.2': '103',
  '4.3': '104',
  '5.1': '105',
  won: '106',
  lost: '107',
};

/** The same as Southgate's HubSpot holds it, in dollars. */
export function onHubSpot(): HostedRecord[] {
  const TIERS = { T1: 'tier_1', T2: 'tier_2', T3: 'tier_3' };
  const ROLES = { EB: 'DECISION_MAKER', Champion: 'CHAMPION', Influencer: 'END_USER' };
  return [
    record('owners', 'P1', { firstName: 'Paul', lastName: 'Poole', archived: 'false' }),
    ...ACCOUNTS.map(({ id, name, tier, employees, revenue }) =>
      record('companies', id, {
        ...{ name, hubspot_owner_id: 'P1', company_tier: TIERS[tier], numberofemployees: String(employees) },
        ...{ annualrevenue: String(revenue), industry: 'Manufacturing', createdate: '2025-06-02T12:00:00.000Z' },
      }),
    ),
    ...CONTACTS.map(({ id, accountId, role }) =>
      record('contacts', id, { 'associations.companies': [accountId], hs_buying_role: ROLES[role] }),
    ),
    ...DEALS.map(({ id, stage, amount, created, entered, closes, champion, nextStep }) =>
      record('deals', id, {
        ...{ dealname: `Rollout ${id}`, 'associations.companies': [accountOf(id)], hubspot_owner_id: 'P1' },
        ...{ amount: amount === null ? null : amount.toFixed(2), deal_currency_code: 'USD', pipeline: 'default' },
        ...{ closedate: closes && noon(closes), createdate: noon(created), dealtype: 'newbusiness' },
        ...{ dealstage: HUBSPOT_STAGES[stage], [`hs_v2_date_entered_${HUBSPOT_STAGES[stage]}`]: noon(entered) },
        ...{ hs_is_closed: String(isClosed(stage)), hs_is_closed_won: String(stage === 'won') },
        ...{ champion_level: champion === undefined ? null : String(champion), hs_next_step: nextStep ?? null },
        'associations.contacts': [],
      }),
    ),
    ...MEETINGS.map(({ id, deal, contact, on }) =>
      record('meetings', id, {
        ...{ 'associations.deals': [deal], 'associations.companies': [accountOf(deal)] },
        ...{ 'associations.contacts': [contact], hs_timestamp: noon(on) },
      }),
    ),
  ];
}
