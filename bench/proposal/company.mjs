// An export as large as the real one, with stalled deals that nobody owns: no agent says anything about such a deal
// until it gets an owner, and then one proposes at once. So each proposal begins exactly when the measurement wants it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The newest date of the export, and so the company's business date. */
const TODAY = Date.UTC(2017, 11, 31);
/** Longer than four in five won deals took, shorter than the longest of them: stalled, not dead. */
const STALLED_DAYS = 110;
const WON = 4_238;
const LOST = 2_473;
/** Fewer than the real 2,089: each gets a lifecycle, and that all have one is waited for. */
const OPEN = 150;
const ACCOUNTS = 85;
const PEOPLE = 35;

/** Writes it; gives the ids of deals that wait for an owner, those of the open ones with an owner, and people's. */
export function writeCompany(folder, stalled) {
  mkdirSync(folder, { recursive: true });
  const file = (name, rows) => writeFileSync(join(folder, name), `${rows.map((row) => row.join(',')).join('\n')}\n`);
  file('sales_teams.csv', [
    ['sales_agent', 'manager', 'regional_office'],
    ...range(PEOPLE).map((n) => [`Rep Number${n}`, `Manager Number${n % 5}`, 'Central']),
  ]);
  file('products.csv', [
    ['product', 'series', 'sales_price'],
    ['GTX Basic', 'GTX', 550],
  ]);
  file('accounts.csv', [
    ['account', 'sector', 'year_established', 'revenue', 'employees', 'office_location', 'subsidiary_of'],
    ...range(ACCOUNTS).map((n) => [`Account ${n}`, 'retail', 1999, 200 + n, 400 + n, 'United States', '']),
  ]);
  const deal = (id, n, owned, stage, age, closedAgo, value) => [
    ...[id, owned ? `Rep Number${n % PEOPLE}` : '', 'GTX Basic', `Account ${n % ACCOUNTS}`],
    ...[stage, day((closedAgo ?? 0) + age), closedAgo === null ? '' : day(closedAgo), value],
  ];
  file('sales_pipeline.csv', [
    ['opportunity_id', 'sales_agent', 'product', 'account', 'deal_stage', 'engage_date', 'close_date', 'close_value'],
    ...range(WON).map((n) => deal(`WON${n}`, n, true, 'Won', n % 50 === 0 ? 138 : 10 + (n % 80), n % 300, 500 + n)),
    ...range(LOST).map((n) => deal(`LOST${n}`, n, true, 'Lost', 5 + (n % 90), n % 300, 0)),
    ...range(OPEN).map((n) => deal(`OPEN${n}`, n, true, 'Engaging', 10 + (n % 60), null, '')),
    ...range(stalled).map((n) => deal(`STALLED${n}`, n, false, 'Engaging', STALLED_DAYS, null, '')),
  ]);
  return {
    stalled: range(stalled).map((n) => `STALLED${n}`),
    open: range(OPEN).map((n) => `OPEN${n}`),
    people: range(PEOPLE).map((n) => `rep-number${n}`),
  };
}

const range = (n) => Array.from({ length: n }, (_, i) => i);
const day = (ago) => new Date(TODAY - ago * 86_400_000).toISOString().slice(0, 10);
