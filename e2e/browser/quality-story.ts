import { askService, signIn } from '../harness';
import { aPersonWith, everybody, type Person } from './people';
import type { Stage } from './stories';
import { until, visitAs, type Visit } from './visit';

interface Quality {
  score: number;
  types: { type: string; records: number; completeness: { list: { rule: string; count: number }[] } }[];
}
interface Pairs {
  total: number;
  pairs: { one: { id: string }; decision: { decision: string; taskId: string | null } | null }[];
}

/** Two accounts of one rep that are one company. */
const TWINS = [
  { id: 'twin-1', name: 'Quality Story Steel Inc.', website: 'quality-story.example', country: 'Germany' },
  { id: 'twin-2', name: 'QUALITY STORY Steel', website: 'www.quality-story.example', city: 'Essen' },
];

/** How good the records are, the records behind it, and two that are one: operations, a rep and their manager. */
export function qualityStory(stage: () => Stage): void {
  describe('the page of data quality', () => {
    let operations: Visit;
    let rep: Visit;
    let person: Person;
    const quality = (visit: Visit) => visit.read<Quality>('/api/quality');
    const pairs = (visit: Visit) => visit.read<Pairs>('/api/quality/duplicates?type=account');
    const records = ({ types }: Quality) => types.find(({ type }) => type === 'opportunity')?.records ?? 0;

    beforeAll(async () => {
      const { browser, baseUrl, operations: name } = stage();
      operations = await visitAs(browser, baseUrl, name);
      person = await aPersonWith(operations, 'rep');
      rep = await visitAs(browser, baseUrl, person.name);
    });
    afterAll(async () => {
      await operations?.close();
      await rep?.close();
    });

    it('gives the company a score, and opens what pulls a type down with the records behind it', async () => {
      const { page } = operations;
      const { score, types } = await quality(operations);
      await page.goto('/quality?type=opportunity');
      await page.getByText(`score ${score.toLocaleString('en-US')} of 100`).waitFor();
      const gap = types.find(({ type }) => type === 'opportunity')!.completeness.list[0]!;
      const complaint = page.getByRole('table', { name: 'What pulls deals down' }).getByRole('row', {
        name: new RegExp(`Complete.*${gap.count.toLocaleString('en-US')}`),
      });
      await complaint.first().getByRole('button').click();
      const behind = page.getByRole('table', { name: /^Deals: / });
      await behind.getByRole('link').first().waitFor();
      expect(await behind.getByRole('row').count()).toBe(1 + Math.min(50, gap.count));
      await behind.getByRole('link').first().click();
      await page.getByRole('heading', { name: 'Whole history' }).waitFor();
    });

    it('counts for a rep their own deals only, and for their manager the team’s', async () => {
      const { browser, baseUrl } = stage();
      const all = records(await quality(operations));
      const own = records(await quality(rep));
      expect(own).toBeLessThan(all);
      await rep.page.goto('/quality');
      await rep.page.getByText(/^The records that you may see score/).waitFor();
      const name = (await everybody(operations)).find(({ id }) => id === person.manager?.id)?.name;
      if (!name) return;
      const manager = await visitAs(browser, baseUrl, name);
      try {
        await manager.page.goto('/quality');
        await manager.page.getByText(/^The records that you and your team may see score/).waitFor();
        expect(records(await quality(manager))).toBeGreaterThanOrEqual(own);
        expect(manager.problems).toEqual([]);
      } finally {
        await manager.close();
      }
    });

    it('two accounts that are one are found, and shown side by side with the reasons', async () => {
      const { stack } = stage();
      const token = await signIn(stack, `person:${person.id}`);
      for (const body of TWINS) {
        const { status } = await askService(stack, 'gateway', '/crm/account', { token, method: 'POST', body });
        expect(status).toBe(201);
      }
      for (let attempt = 1; attempt < 6 && !(await found(rep)); attempt++) await nextLook();
      const { page } = rep;
      await page.goto('/quality?pairs=account');
      const pair = page.getByRole('article', { name: /^Quality Story Steel Inc\. and QUALITY STORY Steel$/ });
      await pair.getByText('same domain quality-story.example').waitFor();
      await pair.getByRole('cell', { name: 'Essen' }).waitFor();
    });

    it('who asks for a merge gives its owner a task, and nothing is merged', async () => {
      const { stack } = stage();
      const pair = rep.page.getByRole('article', { name: /^Quality Story Steel/ });
      await pair.getByRole('button', { name: /^Ask for a merge/ }).click();
      await pair.getByText(/^Merge asked for by/).waitFor();
      const { decision } = (await theirs(rep))!;
      const token = await signIn(stack, `person:${person.id}`);
      const task = await askService<{ fields: object }>(stack, 'gateway', `/crm/task/${decision!.taskId}`, { token });
      expect(task.body.fields).toMatchObject({ ownerId: person.id, status: 'open', createdBy: 'person' });
      for (const { id, name } of TWINS) {
        const { body } = await askService(stack, 'gateway', `/crm/account/${id}`, { token });
        expect(body).toMatchObject({ version: expect.any(Number), fields: { name } });
      }
      await pair.getByRole('button', { name: /^Take it back/ }).click();
      await pair.getByRole('button', { name: /^Not the same/ }).waitFor();
    });

    it('what a person calls two is remembered as two', async () => {
      const { page } = rep;
      const pair = page.getByRole('article', { name: /^Quality Story Steel/ });
      await pair.getByRole('button', { name: /^Not the same/ }).click();
      await pair.waitFor({ state: 'detached' });
      await until(
        'it is no pair any more',
        () => theirs(operations),
        (one) => one === undefined,
      );
      await page.getByText('Said to be two', { exact: true }).click();
      await pair.getByText(/^Said to be two by/).waitFor();
    });

    it('an address of a page that is not there shows the one nearest to it', async () => {
      const { page } = rep;
      for (const from of ['-5', '1.5', '10', '1000']) {
        await page.goto(`/quality?pairs=account&state=not-the-same&from=${from}`);
        await page
          .getByText(/^Said to be two by/)
          .first()
          .waitFor();
      }
    });

    it('pairs of one list are never shown as those of another, however long it takes', async () => {
      const { page } = rep;
      await page.goto('/quality?pairs=account&state=not-the-same');
      const said = page.getByText(/^Said to be two by/);
      await said.first().waitFor();
      const asked = '**/api/quality/duplicates?*';
      let answer = (): void => undefined;
      const held = new Promise<void>((resolve) => (answer = resolve));
      await page.route(asked, (route) => held.then(() => route.continue()));
      await page.getByText('May be one', { exact: true }).click();
      await said.first().waitFor({ state: 'detached' });
      answer();
      await page.getByText(/look like one\.$|the most alike first/).waitFor();
      await page.unroute(asked);
    });

    it('an auditor reads it and is offered no say', async () => {
      const { browser, baseUrl } = stage();
      const auditor = await visitAs(browser, baseUrl, 'Auditor');
      try {
        await auditor.page.goto('/quality?pairs=account&state=not-the-same');
        await auditor.page
          .getByText(/^Said to be two by/)
          .first()
          .waitFor();
        expect(await auditor.page.getByRole('button', { name: /^Take it back/ }).count()).toBe(0);
        expect(auditor.problems).toEqual([]);
      } finally {
        await auditor.close();
      }
    });

    it('needs no sideways scrolling on a phone', async () => {
      const { page } = operations;
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto('/quality?type=account&pairs=account&state=not-the-same');
      await page
        .getByText(/^Said to be two by/)
        .first()
        .waitFor();
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
      await page.setViewportSize({ width: 1280, height: 860 });
    });

    it('broke nothing and violated no content policy', () => {
      expect([...operations.problems, ...rep.problems]).toEqual([]);
    });

    const theirs = async (visit: Visit) => (await pairs(visit)).pairs.find(({ one }) => one.id === TWINS[0]!.id);
    const found = async (visit: Visit) => (await theirs(visit)) !== undefined;
    const nextLook = () => new Promise((resolve) => setTimeout(resolve, 10_000));
  });
}
