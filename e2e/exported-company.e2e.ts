import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumPath, CRM_SALES_OPPORTUNITIES, describeConsole } from './browser';
import { firstTieringStory, firstWaveStory, rolesStory } from './governance';
import { describeWith, EXPORTS, startStack, type RunningStack } from './harness';
import { badInputStory, importAgainStory } from './input';

const EXPORTED = join(EXPORTS, 'crm-sales-opportunities');

describeWith(
  { name: '../shared/data/crm-sales-opportunities', met: existsSync(EXPORTED) },
  'the export of a real company, without a mapping',
  () => {
    let stack: RunningStack;
    beforeAll(async () => {
      stack = await startStack({ importFolder: EXPORTED });
    }, 300_000);
    afterAll(() => stack?.stop(), 60_000);
    const product = () => stack;

    // In this order: the first tells of the morning after the import, the last change the company.
    firstWaveStory(product, { stalled: 176, owners: 21 });
    rolesStory(product);
    describeWith({ name: 'Chromium', met: chromiumPath() !== null }, 'in Chromium', () => {
      describeConsole(() => ({ stack, expected: CRM_SALES_OPPORTUNITIES }));
    });
    firstTieringStory(product);
    badInputStory(product);
    importAgainStory(product, EXPORTED);
  },
);
