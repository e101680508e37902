import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { chromiumPath, openBrowser, visitAs, type Visit } from '../browser/visit';
import { describeWith, salesagent, until } from '../harness';
import { PEOPLE, type PersonKey } from './company';
import type { SetUp } from './set-up';
import { inboxOf, syncOf, taskOf } from './stories';

/** Folder for pictures of the pages, where somebody wants them (`docs/images`). */
const PICTURES = process.env['PICTURES'];

/** Gateway is killed in the middle of a write, and the CRM is away for a while: nothing is lost and nothing done twice. */
export function troubleStory(product: () => SetUp): void {
  describe('trouble with it', () => {
    it('makes a task once, although gateway is killed while the CRM makes it', async () => {
      const { stack, crm } = product();
      const pid = () => stack.record().services['gateway']!.pid!;
      const killed = pid();
      crm.onNextCreate(() => Promise.resolve(void process.kill(killed, 'SIGKILL')));
      const lena = await inboxOf(product(), 'lena');
      const item = await lena.about('Crane controls');
      await lena.approve(item);
      await until(
        'gateway is another process',
        () => Promise.resolve(pid()),
        (now) => now !== killed,
      );
      await lena.executed(item);
      expect(crm.tasks().filter((subject) => subject === taskOf('Crane controls'))).toHaveLength(1);
    });

    it('says on the command line what holds it up, and carries out what was approved when it is back', async () => {
      const { stack, crm } = product();
      crm.away(true);
      await until(
        'it is noticed',
        () => syncOf(product()),
        ({ trouble }) => trouble !== null,
      );
      const status = await salesagent(stack.home, 'status');
      expect([status.status, status.out]).toEqual([0, expect.stringContaining(`${crm.label} is held up since`)]);
      const tom = await inboxOf(product(), 'tom');
      const item = await tom.about('Filling station');
      await tom.approve(item);
      const doctor = await salesagent(stack.home, 'crm', 'doctor');
      expect([doctor.status, doctor.out]).toEqual([1, expect.stringMatching(/^failed.*\n +→ /m)]);
      expect([await tom.state(item.actionId), crm.tasks()]).toEqual([
        'executing',
        expect.not.arrayContaining([taskOf('Filling station')]),
      ]);
      crm.away(false);
      await tom.executed(item);
      expect(crm.tasks().filter((subject) => subject === taskOf('Filling station'))).toHaveLength(1);
      await until(
        'it is over',
        () => syncOf(product()),
        ({ trouble }) => trouble === null,
      );
    });

    describeWith({ name: 'Chromium', met: chromiumPath() !== null }, 'in Chromium', () => {
      let browser: Browser;
      beforeAll(async () => {
        browser = await openBrowser();
      });
      afterAll(() => browser?.close());

      it('says over every page that the CRM is held up, for as long as it is', async () => {
        const { stack, crm } = product();
        const visit = await visitAs(browser, stack.consoleUrl, nameOf('lena'));
        const banner = visit.page.getByText(`${crm.label} is held up`);
        await visit.page.goto('/deals');
        crm.away(true);
        await banner.waitFor();
        await picture(visit, `crm-held-up-${crm.kind}`);
        crm.away(false);
        await banner.waitFor({ state: 'detached' });
        expect(visit.problems).toEqual([]);
        await visit.close();
      });
    });
  });
}

/** Whoever owns a stalled deal signs in by their name in the CRM and sees what waits for them. */
export function firstProposalStory(product: () => SetUp): void {
  describeWith({ name: 'Chromium', met: chromiumPath() !== null }, 'the first proposal in Chromium', () => {
    it('is in the inbox of the owner in the CRM', async () => {
      const { stack, crm } = product();
      const browser = await openBrowser();
      await (await inboxOf(product(), 'lena')).about('Crane controls');
      const visit = await visitAs(browser, stack.consoleUrl, nameOf('lena'));
      await visit.page.goto('/inbox');
      await visit.page.getByRole('list', { name: 'Waiting for you' }).getByText('Crane controls').first().waitFor();
      await picture(visit, `crm-first-proposal-${crm.kind}`);
      expect(visit.problems).toEqual([]);
      await browser.close();
    });
  });
}

const nameOf = (key: PersonKey): string => `${PEOPLE[key].first} ${PEOPLE[key].last}`;

async function picture({ page }: Visit, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
