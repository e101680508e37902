import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Where Chromium is: `CHROMIUM_PATH`, else Debian's; null where there is none, and the browser suite is skipped. */
export function chromiumPath(): string | null {
  const path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  return existsSync(path) ? path : null;
}

export function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error('No Chromium: install it (apt-get install chromium) or set CHROMIUM_PATH.');
  return chromium.launch({ executablePath });
}

/** One person at one browser: their page, and everything that went wrong on it. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Console errors, exceptions, blocked content and failed requests, in order. Empty when all is well. */
  problems: string[];
  /** Reads the API as this person, with the session of the browser. */
  read<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

/** Signs in as the person whose name is on the button of the sign-in page. */
export async function visitAs(browser: Browser, baseUrl: string, name: string, width = 1280): Promise<Visit> {
  const context = await browser.newContext({ baseURL: baseUrl, viewport: { width, height: 860 } });
  // A busy machine draws slowly; the tests are about what appears, not how fast.
  context.setDefaultTimeout(45_000);
  const page = await context.newPage();
  const problems: string[] = [];
  await page.goto('/');
  await page.getByRole('link', { name: 'Continue to sign-in' }).click();
  await page.getByRole('button', { name }).click();
  await page.getByRole('navigation', { name: 'Pages' }).first().waitFor({ state: 'attached' });
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
  });
  return {
    page,
    context,
    problems,
    read: async <T>(path: string) => {
      const response = await page.request.get(path);
      if (!response.ok()) throw new Error(`${path} answered ${response.status()}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    close: () => context.close(),
  };
}

/** Asks again until the answer holds; the last answer is in the error. */
export async function until<T>(what: string, ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  const patience = 100;
  let answer = await ask();
  for (let attempt = 0; attempt < patience && !holds(answer); attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    answer = await ask();
  }
  if (!holds(answer))
    throw new Error(`It did not come to pass that ${what}. Last seen: ${JSON.stringify(answer).slice(0, 500)}`);
  return answer;
}
