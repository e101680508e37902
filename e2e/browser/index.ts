import type { Browser } from 'playwright-core';
import type { RunningStack } from '../harness';
import { decidingTogetherStory } from './deciding-together-story';
import type { Expected } from './expected';
import { governancePagesStory } from './governance-pages-story';
import { handoffStory } from './handoff-story';
import { inboxStory } from './inbox-story';
import { pagesStory } from './pages-story';
import { playbookPageStory } from './playbook-page-story';
import { qualityStory } from './quality-story';
import type { Stage } from './stories';
import { openBrowser } from './visit';
import { xrayStory } from './xray-story';

export { CRM_SALES_OPPORTUNITIES, type Expected } from './expected';
export { chromiumPath } from './visit';

interface Product {
  stack: RunningStack;
  expected: Expected | null;
  /** Name on the sign-in button of the operations VP. */
  operations?: string;
}

type Story = (stage: () => Stage) => void;

/** The console as people use it, in Chromium, against a running product that has imported and caught up. */
export function describeConsole(product: () => Product): void {
  inChromium('the console in a browser', product, [xrayStory, pagesStory, qualityStory, inboxStory]);
}

/**
 * Its pages of governance: who decides, who is away, what runs alone, deciding together, handing over. They change the
 * policy and the playbook that are in force and win a deal, so they come last.
 */
export function describeGovernance(product: () => Product): void {
  inChromium('governance in a browser', product, [
    governancePagesStory,
    playbookPageStory,
    decidingTogetherStory,
    handoffStory,
  ]);
}

function inChromium(name: string, product: () => Product, stories: readonly Story[]): void {
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(() => browser?.close());
    const stage = (): Stage => {
      const { stack, ...rest } = product();
      return { operations: 'Operations VP', ...rest, stack, baseUrl: stack.consoleUrl, browser };
    };
    for (const story of stories) story(stage);
  });
}
