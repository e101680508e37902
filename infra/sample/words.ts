/** Vocabulary of the invented company. Every name is made up. */
export const FIRST_NAMES =
  'Ana Ben Carla Dario Elif Finn Grace Hugo Ines Jonas Kira Liam Maya Nils Olga Pablo Quinn Rosa Sven Tara Umar Vera Wim Xenia Yara Zoe Aldo Bea Cem Dora Emil Fay Gus Hana Ivo Judy Karl Lena Milo Nora'.split(
    ' ',
  );
export const LAST_NAMES =
  'Abbot Brandt Castro Demir Ekholm Farkas Garner Holt Ivers Jansen Keller Lund Moreau Novak Osei Pereira Quist Rossi Sato Tanner Ueda Vogel Weiss Yates Zimmer Ahlers Blum Costa Dietz Engel Frost Graf Hauser Iqbal Juhl Kovac Lindt Marsh Nowak Orr'.split(
    ' ',
  );
export const COMPANY_HEADS =
  'Alder Birch Cobalt Delta Ember Fjord Granite Harbor Iris Juniper Kestrel Lumen Maple North Onyx Pioneer Quarry Ridge Summit Tidal Union Vista Willow Zephyr Anchor Beacon Cedar Dune Echo Falcon Grove Hazel'.split(
    ' ',
  );
export const COMPANY_TAILS =
  'Logistics Systems Foods Health Energy Retail Labs Insurance Works Partners Mobility Media Analytics Materials Finance Pharma'.split(
    ' ',
  );

export const INDUSTRIES = [
  ['manufacturing', 5],
  ['logistics', 4],
  ['retail', 4],
  ['healthcare', 3],
  ['technology', 4],
  ['insurance', 2],
  ['energy', 2],
  ['education', 1],
] as const;
/** As people type them. */
export const MISSPELT: Readonly<Record<string, string>> = {
  manufacturing: 'manufacturng',
  logistics: 'logisitcs',
  healthcare: 'heathcare',
  technology: 'technolgy',
};

export const COUNTRIES = [
  ['United States', 45],
  ['United Kingdom', 15],
  ['Germany', 14],
  ['France', 8],
  ['Canada', 8],
  ['Netherlands', 5],
  ['Sweden', 5],
] as const;
export const REGION_OF: Readonly<Record<string, string>> = {
  'United States': 'Americas',
  Canada: 'Americas',
  'United Kingdom': 'UK & Nordics',
  Sweden: 'UK & Nordics',
  Germany: 'Central Europe',
  France: 'Central Europe',
  Netherlands: 'Central Europe',
};
export const CITIES: Readonly<Record<string, readonly string[]>> = {
  'United States': ['Boston', 'Denver', 'Atlanta', 'Seattle', 'Chicago'],
  Canada: ['Toronto', 'Calgary'],
  'United Kingdom': ['London', 'Leeds'],
  Sweden: ['Malmö', 'Uppsala'],
  Germany: ['Hamburg', 'Köln', 'Leipzig'],
  France: ['Lyon', 'Nantes'],
  Netherlands: ['Utrecht', 'Delft'],
};

export const ROLES = [
  { title: 'Chief Operating Officer', role: 'EB', persona: 'executive', seniority: 'c-level' },
  { title: 'Finance Director', role: 'EB', persona: 'finance', seniority: 'director' },
  { title: 'Head of Operations', role: 'Champion', persona: 'operations', seniority: 'director' },
  { title: 'Operations Manager', role: 'Champion', persona: 'operations', seniority: 'manager' },
  { title: 'IT Manager', role: 'Influencer', persona: 'technology', seniority: 'manager' },
  { title: 'Sales Operations Lead', role: 'Influencer', persona: 'sales', seniority: 'manager' },
  { title: 'Procurement Manager', role: 'Blocker', persona: 'finance', seniority: 'manager' },
] as const;

export const COMPETITORS = ['Routely', 'Flowbase', 'in-house tool', 'spreadsheets'] as const;
export const LOSS_REASONS = ['price', 'no decision', 'competitor', 'timing', 'missing feature'] as const;
export const SOURCES = ['inbound', 'outbound', 'referral', 'event', 'partner'] as const;

export const PRODUCTS = [
  { code: 'FL-START', name: 'Flow Start', family: 'Flow', price: 4_800, recurring: true },
  { code: 'FL-TEAM', name: 'Flow Team', family: 'Flow', price: 12_500, recurring: true },
  { code: 'FL-BIZ', name: 'Flow Business', family: 'Flow', price: 28_000, recurring: true },
  { code: 'FL-ENT', name: 'Flow Enterprise', family: 'Flow', price: 76_000, recurring: true },
  { code: 'IN-LITE', name: 'Insight Lite', family: 'Insight', price: 6_900, recurring: true },
  { code: 'IN-PRO', name: 'Insight Pro', family: 'Insight', price: 21_000, recurring: true },
  { code: 'SV-SETUP', name: 'Setup Package', family: 'Services', price: 9_500, recurring: false },
] as const;

export const MAIL_SUBJECTS = [
  'Summary of our call',
  'Pricing question',
  'Next steps',
  'Security questionnaire',
  'Dates for a demo',
] as const;
/** What customers write about, by the category it is filed under. */
export const CASE_SUBJECTS = {
  defect: ['Import stops halfway', 'Wrong totals in a report', 'Sign-in fails', 'Slow at month end'],
  question: ['How to add a site', 'Which roles may export', 'Where to change the calendar'],
  billing: ['Question on an invoice', 'Invoice sent to the old address', 'Users billed twice'],
} as const;
