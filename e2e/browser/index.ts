import type { Browser } from 'playwright-core';
import type { Expected } from './expected';
import { inboxStory } from './inbox-story';
import { pagesStory } from './pages-story';
import type { Stage } from './stories';
import { openBrowser } from './visit';
import { xrayStory } from './xray-story';

export { CRM_SALES_OPPORTUNITIES, type Expected } from './expected';
export { chromiumPath } from './visit';

interface Product {
  baseUrl: string;
  expected: Expected | null;
  /** Name on the sign-in button of the operations VP. */
  operations?: string;
}

/** The console as people use it, in Chromium, against a running product that has imported and caught up. */
export function describeConsole(product: () => Product): void {
  describe('the console in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(() => browser?.close());
    const stage = (): Stage => ({ operations: 'Operations VP', ...product(), browser });
    xrayStory(stage);
    pagesStory(stage);
    inboxStory(stage);
  });
}
