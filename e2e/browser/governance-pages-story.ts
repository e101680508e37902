import { salesagent, signIn } from '../harness';
import { aPersonWith } from './people';
import type { Stage } from './stories';
import { until, visitAs, type Visit } from './visit';

interface Absences {
  absences: { person: { id: string }; state: string }[];
}

const day = (daysAhead: number): string => new Date(Date.now() + daysAhead * 86_400_000).toISOString().slice(0, 10);

/** Operations, a rep and an auditor at the pages that say who decides, who is away, and what may run alone. */
export function governancePagesStory(stage: () => Stage): void {
  describe('the pages of governance', () => {
    let operations: Visit;
    let rep: Visit;
    let repId: string;
    beforeAll(async () => {
      const { browser, baseUrl, operations: name } = stage();
      operations = await visitAs(browser, baseUrl, name);
      const person = await aPersonWith(operations, 'rep');
      repId = person.id;
      rep = await visitAs(browser, baseUrl, person.name);
    });
    afterAll(async () => {
      await operations?.close();
      await rep?.close();
    });

    it('the policy says who decides, and each rule what it says, why, and where it is written', async () => {
      const { page } = operations;
      await page.goto('/policy');
      const table = page.getByRole('table', { name: 'Who decides what' });
      await table.getByRole('row', { name: /^commit.*T1 A · T2 A · T3 A/ }).waitFor();
      const rules = page.getByRole('region', { name: /^What makes it stricter: \d+ rules/ });
      await rules.getByText('At 250,000 or more two people approve the same').waitFor();
      expect(await rules.innerText()).toMatch(/large-terms\s+the firm, .*policy\.yaml:\d+/);
    });

    it('a policy somebody else proposed is read, signed and in force on the page', async () => {
      const { page } = operations;
      const { stack } = stage();
      const version = await proposePolicy(stage(), 'docket: { decisionsPerManager: 8 }\n', 'fewer exceptions a day');
      await page.goto('/policy');
      const proposed = page.getByRole('region', { name: `Proposed: policy ${version}` });
      await proposed.getByText('fewer exceptions a day').waitFor();
      await proposed.getByRole('button', { name: 'Sign' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Sign' }).click();
      await page.getByText(`Version ${version}, in force since`).waitFor();
      expect((await stack.api<{ version: string }>('/api/policy')).version).toBe(version);
    });

    it('a rep reads the policy and is offered no signature', async () => {
      await proposePolicy(stage(), 'docket: { decisionsPerManager: 7 }\n', 'fewer still');
      await rep.page.goto('/policy');
      await rep.page.getByText('fewer still').waitFor();
      expect(await rep.page.getByRole('button', { name: 'Sign', exact: true }).count()).toBe(0);
    });

    it('a policy is rejected for a reason that everybody reads then; one’s own is offered no signature', async () => {
      const { page } = operations;
      const { stack } = stage();
      await page.goto('/policy');
      const theirs = page.getByRole('region', { name: /^Proposed: policy / }).filter({ hasText: 'fewer still' });
      await theirs.getByRole('button', { name: 'Reject' }).click();
      await page.getByRole('dialog').getByLabel('Reason').fill('Eight are few enough.');
      await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
      await theirs.waitFor({ state: 'detached' });
      await rep.page.goto('/policy');
      await rep.page.getByRole('region', { name: 'Rejected' }).getByText('“Eight are few enough.”').waitFor();

      await proposePolicy(stage(), 'docket: { decisionsPerManager: 6 }\n', 'mine', await signIn(stack, 'operations'));
      await page.goto('/policy');
      const own = page.getByRole('region', { name: /^Proposed: policy / }).filter({ hasText: '“mine”' });
      await own.getByText('You proposed it; somebody else signs it.').waitFor();
      expect(await own.getByRole('button', { name: 'Sign', exact: true }).count()).toBe(0);
      await own.getByRole('button', { name: 'Withdraw' }).click();
      await page.getByRole('dialog').getByLabel('Reason').fill('Not yet.');
      await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
      await page
        .getByRole('region', { name: 'Rejected' })
        .getByText(/withdrawn by .*“Not yet\.”/)
        .waitFor();
    });

    it('the ladder says what each action lacks, and operations take one down with a reason', async () => {
      const { page } = operations;
      await page.goto('/autonomy');
      const rung = page.getByRole('row', { name: /^stage-progression on T3/ });
      await rung
        .getByText(/decisions/)
        .first()
        .waitFor();
      await rung.getByRole('button', { name: 'Take down stage-progression on T3' }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill('moves were undone');
      await page.getByRole('dialog').getByRole('button', { name: 'Take down', exact: true }).click();
      await rung.getByText('rests', { exact: true }).waitFor();
      await rung
        .getByText(/moves were undone/)
        .first()
        .waitFor();
    });

    it('somebody is set away and comes back, on the page', async () => {
      const { page } = operations;
      const { people } = await operations.read<{ people: { id: string; name: string }[] }>('/api/people');
      const { name } = people.find(({ id }) => id === repId)!;
      await page.goto('/away');
      await page.getByRole('combobox', { name: 'Who' }).fill(name);
      await page.getByRole('option', { name, exact: true }).first().click();
      await page.getByLabel('From').fill(day(30));
      await page.getByLabel('Until').fill(day(29));
      await page.getByText('It ends before it begins.').waitFor();
      await page.getByLabel('Until').fill(day(40));
      await page.getByRole('button', { name: 'Set away' }).click();
      const row = page.getByRole('table', { name: 'Who is away now or soon' }).getByRole('row', { name });
      await row.getByText('their manager').waitFor();
      const isAway = ({ absences }: Absences) => absences.some(({ person }) => person.id === repId);
      expect(isAway(await rep.read<Absences>('/api/absences'))).toBe(true);
      await row.getByRole('button', { name: `End the absence of ${name}` }).click();
      await until(
        'the absence is over',
        () => rep.read<Absences>('/api/absences'),
        (found) => !isAway(found),
      );
    });

    it('a person chooses where they are asked, and it is kept', async () => {
      const { page } = rep;
      await page.goto('/notifications');
      const mail = page.getByRole('switch', { name: /One mail a morning/ });
      const before = await mail.isChecked();
      await mail.click();
      await until(
        'the choice is kept',
        () => rep.read<{ mail: boolean }>('/api/channels'),
        (known) => known.mail !== before,
      );
      await page.reload();
      expect(await mail.isChecked()).toBe(!before);
      await operations.page.goto('/notifications');
      await operations.page.getByText('This sign-in is no person of the CRM').waitFor();
    });

    it('an auditor sees the chain and what stands behind a link; a rep is told that they may not', async () => {
      const { browser, baseUrl, stack } = stage();
      const auditor = await visitAs(browser, baseUrl, 'Auditor');
      try {
        await auditor.page.goto('/audit');
        await auditor.page.getByText(/\d events are on the chain/).waitFor();
        const links = auditor.page.getByRole('table', { name: 'Newest links of the audit chain' });
        await links.getByRole('link').first().click();
        await auditor.page.getByRole('heading', { level: 1, name: 'What this event is' }).waitFor();
        await auditor.page.goto('/inbox');
        await auditor.page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
        expect(await auditor.page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
        expect(auditor.problems).toEqual([]);
      } finally {
        await auditor.close();
      }
      await rep.page.goto('/audit');
      await rep.page.getByText('You may not see the audit chain').waitFor();
      const verified = await salesagent(stack.home, 'audit', 'verify');
      expect([verified.status, verified.err]).toEqual([0, '']);
    });

    it.each(['/policy', '/autonomy', '/away', '/notifications', '/audit'])(
      '%s needs no sideways scrolling on a phone',
      async (path) => {
        const { page } = operations;
        await page.setViewportSize({ width: 390, height: 844 });
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        expect(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
        await page.setViewportSize({ width: 1280, height: 860 });
      },
    );

    it('broke nothing', () => {
      expect(operations.problems).toEqual([]);
    });
  });
}

/** Proposes a policy as the operator, or whose token it is, who then cannot sign it. @returns its version */
async function proposePolicy({ stack }: Stage, text: string, reason: string, token?: string): Promise<string> {
  const body = { policy: { file: 'candidate.yaml', text }, reason };
  const asked = { method: 'POST', body, ...(token !== undefined && { token }) };
  return (await stack.api<{ version: string }>('/api/policy/proposals', asked)).version;
}
