import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DealFact } from '../src/kpi';

/** A real export of 8,800 opportunities, outside the repository; suites that read it are skipped without it. */
export const SALES_OPPORTUNITIES = join(__dirname, '../../../../shared/data/crm-sales-opportunities');
export const hasSalesOpportunities = existsSync(SALES_OPPORTUNITIES);

/** `describe` where the export is there, else a skipped suite that says why. */
export const describeSalesOpportunities: (name: string, suite: () => void) => void = (name, suite) =>
  hasSalesOpportunities ? describe(name, suite) : describe.skip(`${name} (needs data/crm-sales-opportunities)`, suite);

/** The newest past event in the export, which is what an import freezes the business clock at. */
export const IMPORTED_ON = '2017-12-31';

export function rowsOf(file: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(join(SALES_OPPORTUNITIES, file), 'utf8').trim().split(/\r?\n/);
  const columns = (head as string).split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((v, i) => [columns[i] as string, v])));
}

/** The facts that an import makes of a row: dated values on their day, undated ones on the day of the import. */
export function factsOfRow(row: Record<string, string>): DealFact[] {
  const id = row['opportunity_id'] as string;
  const facts: DealFact[] = [];
  const say = (from: string, sequence: number, values: Record<string, unknown>): void => {
    for (const [field, value] of Object.entries(values)) {
      facts.push({ dealId: id, field, value, from, recordedAt: `${IMPORTED_ON}T12:00:00.000Z`, sequence });
    }
  };
  const engaged = row['engage_date'];
  const closed = row['close_date'];
  if (engaged)
    say(engaged, 1, { subStage: '4.1', createdAt: `${engaged}T00:00:00.000Z`, engagedAt: `${engaged}T00:00:00.000Z` });
  else say(IMPORTED_ON, 1, { subStage: '3.2' });
  if (closed) {
    const outcome = row['deal_stage'] === 'Won' ? 'won' : 'lost';
    say(closed, 2, {
      outcome,
      subStage: '5.3',
      closedAt: `${closed}T00:00:00.000Z`,
      ...(outcome === 'won' ? { amount: Number(row['close_value']) } : {}),
    });
  }
  say(IMPORTED_ON, 3, {
    ownerId: row['sales_agent'] || null,
    productId: row['product'] || null,
    accountId: row['account'] || null,
  });
  return facts;
}

export function salesOpportunityFacts(): DealFact[] {
  return rowsOf('sales_pipeline.csv').flatMap(factsOfRow);
}
