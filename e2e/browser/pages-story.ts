import type { Approval, DealRow, Stage } from './stories';
import { visitAs, type Visit } from './visit';

/** Every other page: it shows its thing, draws its pictures, breaks nothing, and fits a phone. */
export function pagesStory(stage: () => Stage): void {
  describe('the pages', () => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await visitAs(stage().browser, stage().baseUrl, stage().operations);
    });
    afterAll(() => visit?.close());

    it('a deal has its whole history, with business time and recorded time', async () => {
      const { page } = visit;
      const { deals } = await visit.read<{ deals: DealRow[] }>('/api/deals?state=won&limit=1');
      await page.goto(`/deals/${encodeURIComponent(deals[0]!.id)}`);
      await page.getByRole('heading', { name: 'Whole history' }).waitFor();
      const entries = page.locator('ol li:has(time)');
      expect(await entries.count()).toBeGreaterThan(1);
      expect(await entries.allInnerTexts()).toEqual(expect.arrayContaining([expect.stringMatching(/recorded/)]));
    });

    it('KPIs carry their value, formula and n, and name what is missing', async () => {
      const { page } = visit;
      await page.goto('/kpis?by=quarter');
      const rate = page.locator('[data-kpi="win-rate"]');
      await rate.waitFor();
      expect(await rate.innerText()).toMatch(/n = [\d,]+/);
      const { expected } = stage();
      if (expected) expect(await rate.innerText()).toMatch(expected.winRate);
      await page.locator('[role="img"] svg').first().waitFor();
    });

    it('the forecast is drawn beside what happened', async () => {
      const { page } = visit;
      await page.goto('/forecast');
      await page.getByRole('heading', { name: 'How right it would have been' }).waitFor();
      await page.locator('[role="img"] svg').nth(2).waitFor();
      expect(await page.getByText('could not be drawn').count()).toBe(0);
    });

    it('before any deal closed the forecast says so', async () => {
      if (!stage().expected) return;
      await visit.page.goto('/forecast?asOf=2016-12-31');
      await visit.page.getByRole('heading', { name: 'Not enough data for a forecast' }).waitFor();
    });

    it.each([
      '/deals',
      '/deals?view=table',
      '/accounts',
      '/actions',
      '/policy',
      '/tiering',
      '/import',
      '/inbox',
      '/operations',
      '/quality',
      '/costs',
    ])('%s has a heading and content', async (path) => {
      await visit.page.goto(path);
      await visit.page.getByRole('heading', { level: 1 }).waitFor();
      await visit.page.waitForLoadState('load');
      expect(await visit.page.getByRole('alert').count()).toBe(0);
    });

    it.each([
      '/xray',
      '/inbox',
      '/deals',
      '/kpis',
      '/forecast',
      '/policy',
      '/tiering',
      '/actions',
      '/operations',
      '/costs',
    ])('%s needs no sideways scrolling on a phone', async (path) => {
      await visit.page.setViewportSize({ width: 390, height: 844 });
      await visit.page.goto(path);
      await visit.page.getByRole('heading', { level: 1 }).waitFor();
      const beyond = await visit.page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
      expect(beyond).toBe(0);
    });

    it('the costs say that no model is configured, and what became of proposals by agent, action and deal', async () => {
      const { page } = visit;
      await page.setViewportSize({ width: 1280, height: 860 });
      await page.goto('/costs');
      await page.getByRole('heading', { name: 'No model is configured' }).waitFor();
      const { approvals } = await visit.read<{ approvals: Proposed[] }>('/api/approvals?state=all&limit=500');
      const about = approvals.find(({ subject }) => subject.type === 'opportunity')!;
      const table = page.getByRole('table', { name: 'Costs by agent, action and deal' });
      const opens = (name: string) => table.getByRole('button', { name, exact: true });
      await opens(about.agent).click();
      await opens(about.action).click();
      const deal = table.locator('a[href^="/deals/"]').first();
      await deal.waitFor();
      expect(await opens(about.action).getAttribute('aria-expanded')).toBe('true');
      await table.getByRole('row', { name: /^Altogether/ }).waitFor();
      await deal.click();
      await page.getByRole('heading', { name: 'Whole history' }).waitFor();
    });

    it('an account is stopped and let go on by hand, and says so', async () => {
      const { page } = visit;
      const { accounts } = await visit.read<{ accounts: { id: string }[] }>('/api/accounts?limit=1');
      await page.setViewportSize({ width: 1280, height: 860 });
      await page.goto(`/accounts/${encodeURIComponent(accounts[0]!.id)}`);
      const say = async (button: string, action: string) => {
        await page.getByRole('button', { name: button }).click();
        await page.getByLabel('Reason').fill('they asked for quiet');
        await page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
      };
      await say('Stop agents here', 'Stop');
      await page.getByText('Agents are stopped for this account').waitFor();
      await page.goto('/operations');
      await page.getByRole('row', { name: `account ${accounts[0]!.id} stopped` }).waitFor();
      await page.goBack();
      await say('Let agents go on', 'Go on');
      await page.getByText('Agents are stopped for this account').waitFor({ state: 'detached' });
    });

    it('an account shows the messages drafted for its people, to be read before anybody sends one', async () => {
      if (stage().expected) return; // The real export names no contacts.
      const { page } = visit;
      const drafted = await accountWithDrafts(visit);
      await page.setViewportSize({ width: 1280, height: 860 });
      await page.goto(`/accounts/${encodeURIComponent(drafted.id)}`);
      await page
        .getByText(/^\d+ drafted messages?$/)
        .first()
        .click();
      await page.getByText(drafted.subject).first().waitFor();
      await page.getByText('Nothing of it has been sent.').first().waitFor();
    });

    it('a line of a deal’s history leads to what stands behind it, on a phone as well', async () => {
      const { page } = visit;
      const { approvals } = await visit.read<{ approvals: Approval[] }>('/api/approvals?state=all&limit=500');
      const about = approvals.find(({ subject }) => subject.type === 'opportunity')!;
      await page.setViewportSize({ width: 1280, height: 860 });
      await page.goto(`/deals/${encodeURIComponent(about.subject.id)}`);
      await page.getByRole('link', { name: 'why' }).first().click();
      await page.getByRole('heading', { level: 1, name: 'What this event is' }).waitFor();
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(`/why/${encodeURIComponent(about.actionId)}`);
      for (const name of ['What set it off', 'From what facts', 'By what rules', 'What the policy says', 'Who decided'])
        await page.getByRole('heading', { name }).waitFor();
      const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
      expect(beyond).toBe(0);
    });

    it('on a phone a deal says what is known of it before all that ever happened to it', async () => {
      const { page } = visit;
      const { deals } = await visit.read<{ deals: DealRow[] }>('/api/deals?lane=live&limit=1');
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(`/deals/${encodeURIComponent(deals[0]!.id)}`);
      const top = async (name: string) => (await page.getByRole('heading', { name }).boundingBox())!.y;
      await page.getByRole('heading', { name: 'Whole history' }).waitFor();
      expect(await top('Probability of winning')).toBeLessThan(await top('Whole history'));
    });

    it('an address that leads nowhere has a heading too', async () => {
      await visit.page.goto('/no-such-page');
      await visit.page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
    });

    it('broke nothing and violated no content policy', () => {
      expect(visit.problems).toEqual([]);
    });
  });
}

interface Proposed extends Approval {
  agent: string;
  action: string;
}

interface AccountRead {
  contacts: { sequence: { touches: { subject: string }[] } | null }[];
}

/** Some account with a drafted sequence. @throws when agents have drafted for nobody */
async function accountWithDrafts(visit: Visit): Promise<{ id: string; subject: string }> {
  const { accounts } = await visit.read<{ accounts: { id: string }[] }>('/api/accounts?limit=100');
  for (const { id } of accounts) {
    const { contacts } = await visit.read<AccountRead>(`/api/accounts/${encodeURIComponent(id)}`);
    const subject = contacts.flatMap(({ sequence }) => sequence?.touches ?? [])[0]?.subject;
    if (subject) return { id, subject };
  }
  throw new Error('no account has a drafted sequence');
}
