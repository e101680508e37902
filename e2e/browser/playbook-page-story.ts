import { aPersonWith } from './people';
import type { Stage } from './stories';
import { visitAs, type Visit } from './visit';

const SECTION = '4-progression/close-plan';
const OWN = {
  file: `${SECTION}.md`,
  text: '---\nattention: { minutes: 16 }\n---\n\n## Their board\n\nAsk for the day on which their board meets.\n',
};

/** The playbook as whoever writes it reads it: what is in force, a section, and a proposal that a second person signs. */
export function playbookPageStory(stage: () => Stage): void {
  describe('the page of the playbook', () => {
    let operations: Visit;
    let rep: Visit;
    beforeAll(async () => {
      const { browser, baseUrl, operations: name } = stage();
      operations = await visitAs(browser, baseUrl, name);
      rep = await visitAs(browser, baseUrl, (await aPersonWith(operations, 'rep')).name);
    });
    afterAll(async () => {
      await operations?.close();
      await rep?.close();
    });

    it('says what is in force, chapter by chapter, and which sections an action follows', async () => {
      const { page } = rep;
      await page.goto('/playbook');
      await page.getByText(/^Version [0-9a-f]+, /).waitFor();
      const stages = page.getByRole('table', { name: 'Stage 4: Pipeline progression' });
      await stages.getByRole('row', { name: /^Deal risk .* the firm deal-risk on / }).waitFor();
      await stages.getByRole('row', { name: /^Close plan .* close-plan planned / }).waitFor();
      await page.getByRole('table', { name: 'Conduct' }).getByRole('link', { name: 'Tone of messages' }).waitFor();
    });

    it('a section is read with its passages, their ids, and the line that sets each rule', async () => {
      const { page } = rep;
      await page.goto('/playbook');
      await page.getByRole('link', { name: 'Deal risk', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Deal risk' }).waitFor();
      const passage = page.getByRole('article', { name: 'How long silence is allowed' });
      await passage.getByText(/^4-progression\/deal-risk#how-long-silence-is-allowed, base\/.*\.md:\d+$/).waitFor();
      const rules = page.getByRole('table', { name: 'Its rules' });
      await rules.getByRole('row', { name: /^Silent days › 5\.1 10 base\/4-progression\/deal-risk\.md:\d+/ }).waitFor();
      await page.goto('/playbook/4-progression/nothing');
      await page.getByText('The playbook in force has no section').waitFor();
    });

    it('a question is answered with the passages that say so, and each leads to its section', async () => {
      const { page } = rep;
      await page.goto('/playbook');
      await page
        .getByRole('textbox', { name: 'Ask the playbook' })
        .fill('May I give a rebate because our quarter ends?');
      await page.keyboard.press('Enter');
      const answer = page.getByRole('region', { name: 'Ask the playbook' });
      await answer.getByRole('article').getByRole('link', { name: 'What no discount is given for' }).click();
      await page.getByRole('heading', { level: 1, name: 'Pricing and discounts' }).waitFor();
    });

    it('a proposal says what it changes and why; a rep is offered no signature', async () => {
      const { version } = await propose(stage(), [OWN], 'boards meet seldom');
      await rep.page.goto('/playbook');
      const proposed = rep.page.getByRole('region', { name: `Proposed: playbook ${version}` });
      await proposed.getByText('boards meet seldom').waitFor();
      await proposed.getByText('attention.minutes: 15 → 16').waitFor();
      await proposed.getByText('“their board”: new passage').waitFor();
      expect(await rep.page.getByRole('button', { name: 'Sign', exact: true }).count()).toBe(0);
    });

    it('is signed by a second person, and what is the company’s own is marked', async () => {
      const { page } = operations;
      await page.goto('/playbook');
      await page.getByRole('button', { name: 'Sign', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Sign' }).click();
      await page.getByText(/in force since .*“boards meet seldom”/).waitFor();
      await page.getByRole('link', { name: 'Close plan', exact: true }).click();
      const passage = page.getByRole('article', { name: /^Their board/ });
      await passage.getByText('the company’s own').waitFor();
      await page.getByRole('row', { name: /^Attention › minutes 16 companies\// }).waitFor();
    });

    it.each(['/playbook', `/playbook/${SECTION}`])('%s needs no sideways scrolling on a phone', async (path) => {
      const { page } = operations;
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
      await page.setViewportSize({ width: 1280, height: 860 });
    });

    it('broke nothing', () => {
      expect(operations.problems).toEqual([]);
    });
  });
}

/** Proposes sections as the operator, who then cannot sign them. */
function propose({ stack }: Stage, files: object[], reason: string): Promise<{ version: string }> {
  return stack.api('/api/playbook/proposals', { method: 'POST', body: { files, reason } });
}
