import { join } from 'node:path';
import { newHome, startStack, writeSmallCompany, type RunningStack } from '../harness';
import { runCell } from './cell';
import { Evidence } from './evidence';
import { EVERY_DAY, everyCell, printed, type CellResult } from './matrix';

/** `npm run test:crash` runs every cell; the everyday run one for each part. */
const cells = process.env['CRASH_MATRIX'] === 'full' ? everyCell() : [...EVERY_DAY];

describe('an approved proposal is carried out once, whichever part is killed -9', () => {
  const results: CellResult[] = [];
  const home = newHome();
  const company = writeSmallCompany(join(home, 'export'), cells.length);
  let stack: RunningStack;
  let evidence: Evidence;

  beforeAll(async () => {
    stack = await startStack({ home, importFolder: join(home, 'export') });
    evidence = new Evidence(stack);
  }, 300_000);

  afterAll(async () => {
    // Straight to the terminal: the matrix is what this suite is asked for, not a log line of one test.
    process.stdout.write(`\n${printed(results)}\n\n`);
    await evidence?.close();
    await stack?.stop();
  }, 60_000);

  it.each(cells.map(([part, event], n) => ({ part, event, n })))(
    '$part after $event',
    async ({ part, event, n }) => {
      const { deal, owner } = company.cells[n]!;
      const result = await runCell(stack, evidence, { part, event, deal, owner });
      results.push(result);
      process.stdout.write(
        `${part} after ${event}: ${result.problems.join('; ') || `once, ${result.seconds.toFixed(1)} s`}\n`,
      );
      expect(result.problems).toEqual([]);
    },
    600_000,
  );
});
