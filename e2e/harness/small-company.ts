import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The newest date of the export, and so the company's business date. */
const TODAY = Date.UTC(2017, 11, 31);
/** Longer than four in five won deals took, shorter than the longest of them: stalled, not dead. */
const STALLED_DAYS = 110;
const WON = 100;
const LOST = 40;

export interface SmallCompany {
  /** Stalled deals that have no owner yet, and the person that each of them gets: one deal and one person a cell. */
  cells: { deal: string; owner: string }[];
}

/**
 * Writes an export with enough closed deals for a win curve, and with stalled deals that nobody owns: no agent says
 * anything about them until an owner is set, so each proposal begins exactly when the test wants it.
 */
export function writeSmallCompany(folder: string, cells: number): SmallCompany {
  mkdirSync(folder, { recursive: true });
  const numbers = Array.from({ length: cells }, (_, i) => i + 1);
  const file = (name: string, rows: (string | number)[][]) =>
    writeFileSync(join(folder, name), `${rows.map((row) => row.join(',')).join('\n')}\n`);

  file('sales_teams.csv', [
    ['sales_agent', 'manager', 'regional_office'],
    ...numbers.map((n) => [`Rep Number${n}`, 'Mara Manager', 'Central']),
  ]);
  file('products.csv', [
    ['product', 'series', 'sales_price'],
    ['GTX Basic', 'GTX', 550],
  ]);
  file('accounts.csv', [
    ['account', 'sector', 'year_established', 'revenue', 'employees', 'office_location', 'subsidiary_of'],
    ...numbers.map((n) => [`Account ${n}`, 'retail', 1999, 200 + n, 400 + n, 'United States', '']),
  ]);
  const deal = (id: string, n: number, stage: string, age: number, closedAgo: number | null, value: number | '') => [
    ...[id, stage === 'Engaging' ? '' : `Rep Number${(n % cells) + 1}`, 'GTX Basic', `Account ${(n % cells) + 1}`],
    ...[stage, day((closedAgo ?? 0) + age), closedAgo === null ? '' : day(closedAgo), value],
  ];
  file('sales_pipeline.csv', [
    ['opportunity_id', 'sales_agent', 'product', 'account', 'deal_stage', 'engage_date', 'close_date', 'close_value'],
    ...range(WON).map((n) => deal(`WON${pad(n)}`, n, 'Won', n > WON - 10 ? 138 : 10 + (n % 80), n * 2, 500 + n)),
    ...range(LOST).map((n) => deal(`LOST${pad(n)}`, n, 'Lost', 5 + n, n * 3, 0)),
    ...range(cells).map((n) => deal(`CELL${pad(n)}`, n, 'Engaging', STALLED_DAYS, null, '')),
  ]);
  return { cells: range(cells).map((n) => ({ deal: `CELL${pad(n)}`, owner: `rep-number${n + 1}` })) };
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const pad = (n: number): string => String(n).padStart(4, '0');
const day = (ago: number): string => new Date(TODAY - ago * 86_400_000).toISOString().slice(0, 10);
