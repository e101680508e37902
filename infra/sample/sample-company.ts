import { MEDDICC_LETTERS } from '@salesagent/canon/sales';
import { activities, cases, contracts, targets, type Row } from './after-the-deal';
import { deals, type Deal } from './deals';
import { accounts, contacts, people, type Account, type Contact, type Person } from './people-and-accounts';
import { Random } from './random';
import { PRODUCTS } from './words';

/** The invented company speaks as of this day; its history begins two years before. */
export const SAMPLE_ANCHOR = '2026-05-29';
const FROM = '2024-06-01';
const SEED = 20_260_529;

/**
 * The sample company as CSV files by name: what somebody's CRM would export, dirt included. The same bytes on every
 * machine, so that tests and pictures can rely on it; loaded by the same import as anybody's export.
 */
export function sampleCompany(): Record<string, string> {
  const random = new Random(SEED);
  const team = people(random);
  const companies = accounts(random, team, FROM, SAMPLE_ANCHOR);
  const persons = contacts(random, companies, SAMPLE_ANCHOR);
  const pipeline = deals(random, companies, persons, team, FROM, SAMPLE_ANCHOR);
  const customers = new Set(pipeline.flatMap((d) => (d.outcome === 'won' && d.account ? [d.account.id] : [])));
  const rows: Record<string, Row[]> = {
    'people.csv': team.map(personRow),
    'products.csv': PRODUCTS.map(({ code, name, family, price, recurring }) => ({
      product_code: code,
      product_name: name,
      family,
      list_price: price,
      recurring,
    })),
    'accounts.csv': companies.map((account) => accountRow(account, customers.has(account.id))),
    'contacts.csv': persons.map(contactRow),
    'opportunities.csv': pipeline.map(dealRow),
    'activities.csv': activities(random, pipeline, persons, SAMPLE_ANCHOR),
    'contracts.csv': contracts(random, pipeline, SAMPLE_ANCHOR),
    'cases.csv': cases(
      random,
      companies.filter((a) => customers.has(a.id)),
      persons,
      FROM,
      SAMPLE_ANCHOR,
    ),
    'targets.csv': targets(random, team, quarters()),
  };
  return Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, toCsv(list)]));
}

function quarters(): { start: string; end: string }[] {
  const list = [];
  for (let year = 2024; year <= 2026; year += 1) {
    for (const [start, end] of [
      ['01-01', '03-31'],
      ['04-01', '06-30'],
      ['07-01', '09-30'],
      ['10-01', '12-31'],
    ] as const) {
      list.push({ start: `${year}-${start}`, end: `${year}-${end}` });
    }
  }
  return list.filter(({ start }) => start >= '2024-07-01' && start <= '2026-07-01');
}

function personRow(p: Person): Row {
  return {
    user_id: p.id,
    name: p.name,
    email: p.email,
    role: p.role,
    manager_id: p.managerId,
    region: p.region,
    active: p.active,
    quota_carrying: p.role === 'rep',
  };
}

function accountRow(a: Account, customer: boolean): Row {
  return {
    account_id: a.id,
    account_name: a.name,
    account_owner: a.ownerId,
    parent_account: a.parentId,
    industry: a.industry,
    employees: a.employees,
    annual_revenue: a.revenue,
    billing_country: a.country,
    billing_city: a.city,
    website: a.domain,
    founded: a.founded,
    segment: a.segment,
    tier: a.tier,
    lifecycle: customer ? 'customer' : 'prospect',
    created_date: a.createdOn,
  };
}

function contactRow(c: Contact): Row {
  return {
    contact_id: c.id,
    account_id: c.accountId,
    first_name: c.firstName,
    last_name: c.lastName,
    email: c.email,
    phone: c.phone,
    job_title: c.kind.title,
    buying_role: c.kind.role,
    persona: c.kind.persona,
    seniority: c.kind.seniority,
    country: c.country,
    consent: c.consent,
    opted_out: c.optedOut,
    created_date: c.createdOn,
  };
}

function dealRow(d: Deal): Row {
  return {
    opportunity_id: d.id,
    opportunity_name: d.name,
    account_id: d.account?.id ?? '',
    owner_id: d.ownerId,
    contact_id: d.contactId,
    product_id: d.product.code,
    deal_type: d.type,
    stage: d.stage,
    amount: d.amount,
    currency: 'USD',
    one_off_amount: d.oneOff,
    term_months: d.termMonths,
    created_date: d.createdOn,
    engaged_at: d.engagedOn,
    last_stage_change_date: d.engagedOn === '' ? '' : d.stageSince,
    expected_close_date: d.outcome === null ? d.expectedClose : '',
    closed_date: d.closedOn,
    closed_lost_reason: d.lossReason,
    competitor: d.competitor,
    lead_source: d.source,
    segment: d.account?.segment ?? '',
    forecast_category: d.forecast,
    next_step: d.nextStep,
    next_step_date: d.nextStepOn,
    discount_asked: d.discountAsked,
    ...Object.fromEntries(MEDDICC_LETTERS.map((letter) => [snake(letter), d.evidence[letter] ?? ''])),
  };
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
}

function toCsv(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0]!);
  const cell = (value: Row[string] | undefined): string => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[columns.join(','), ...rows.map((row) => columns.map((c) => cell(row[c])).join(','))].join('\n')}\n`;
}
