import type { Approval, DealRow, Stage } from './stories';
import { until, visitAs, type Visit } from './visit';

/** A rep finds proposals waiting, approves one, rejects one, and takes the first back. */
export function inboxStory(stage: () => Stage): void {
  describe('the inbox', () => {
    let visit: Visit;
    let waiting: Approval[];
    const state = (actionId: string) =>
      visit.read<Approval>(`/api/approvals/${encodeURIComponent(actionId)}`).then((approval) => approval.state);

    beforeAll(async () => {
      const operations = await visitAs(stage().browser, stage().baseUrl, stage().operations);
      const { approvals } = await until(
        'somebody has two decisions waiting',
        () => operations.read<{ approvals: Approval[] }>('/api/approvals?state=open&limit=500'),
        (found) => ownerOfTwo(found.approvals) !== undefined,
      );
      await operations.close();
      const owner = ownerOfTwo(approvals);
      if (!owner) throw new Error('nobody has two decisions waiting');
      visit = await visitAs(stage().browser, stage().baseUrl, owner);
      waiting = (await visit.read<{ items: Approval[] }>('/api/inbox')).items;
    });
    afterAll(() => visit?.close());

    it('holds at most five decisions for a rep, each for their own deals', async () => {
      expect(waiting.length).toBeGreaterThan(1);
      expect(waiting.length).toBeLessThanOrEqual(5);
      await visit.page.goto('/inbox');
      const list = visit.page.getByRole('list', { name: 'Waiting for you' }).getByRole('button');
      await list.first().waitFor();
      expect(await list.count()).toBe(waiting.length);
    });

    it('shows why, the evidence with its citations, and the exact change', async () => {
      const { page } = visit;
      await page.getByRole('button', { name: /^Evidence/ }).click();
      await page.getByText('Exactly this change').waitFor();
      // A field or task shows what it becomes; a document shows itself as it would be filed.
      const becomes = page.locator('article ins').or(page.getByRole('region', { name: /^Preview of / }));
      await becomes.first().waitFor();
      await page.getByRole('heading', { name: /^Expected value/ }).waitFor();
    });

    it('an approved proposal is carried out and is in the CRM', async () => {
      const first = waiting[0]!;
      await visit.page.getByRole('button', { name: 'Approve', exact: true }).click();
      await until(
        'the proposal is executed',
        () => state(first.actionId),
        (now) => now === 'executed',
      );
      // What comes first may also set fields of the deal, which leaves nothing beside it.
      if (first.subject.type !== 'opportunity' || !['task', 'document'].includes(first.change.kind)) return;
      await until(
        'the deal has the task',
        () => visit.read<{ related: { type: string }[] }>(`/api/deals/${encodeURIComponent(first.subject.id)}`),
        (deal) => deal.related.some((row) => row.type === 'task' || row.type === 'document'),
      );
    });

    it('comes to the next one by itself; j and k walk, e edits', async () => {
      const { page } = visit;
      const second = waiting[1]!;
      await page.getByRole('heading', { name: second.title, level: 2 }).waitFor();
      await page.locator('body').click({ position: { x: 2, y: 2 } });
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      await page.getByRole('heading', { name: second.title, level: 2 }).waitFor();
      await page.keyboard.press('e');
      await page.getByRole('button', { name: 'Approve as edited' }).waitFor();
      await page.getByRole('button', { name: 'Drop my edits' }).click();
    });

    it('a rejected proposal carries the reason', async () => {
      const { page } = visit;
      const second = waiting[1]!;
      await page.getByRole('button', { name: 'Reject', exact: true }).first().click();
      await page.getByRole('textbox', { name: 'Reason' }).fill('The customer has answered already.');
      await page.getByRole('dialog').getByRole('button', { name: 'Reject', exact: true }).click();
      await until(
        'the proposal is rejected',
        () => state(second.actionId),
        (now) => now === 'rejected',
      );
    });

    it('what was done can be undone', async () => {
      const { page } = visit;
      const first = waiting[0]!;
      await page.goto(`/inbox/${encodeURIComponent(first.actionId)}`);
      await page.getByRole('button', { name: 'Undo', exact: true }).click();
      await page.getByRole('textbox', { name: 'Reason' }).fill('Approved by mistake.');
      await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click();
      await until(
        'the change is undone',
        () => state(first.actionId),
        (now) => now === 'undone',
      );
    });

    it('a rep sees their own deals and nobody else’s', async () => {
      const { principal } = await visit.read<{ principal: { personId: string } }>('/api/session');
      const { deals, total } = await visit.read<{ deals: DealRow[]; total: number }>('/api/deals?state=all&limit=500');
      expect(total).toBeGreaterThan(0);
      expect(new Set(deals.map((deal) => deal.owner?.id))).toEqual(new Set([principal.personId]));
    });

    it('broke nothing', () => {
      expect(visit.problems).toEqual([]);
    });
  });
}

/** Name of an owner who has at least two decisions waiting. */
function ownerOfTwo(approvals: Approval[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { owner } of approvals) if (owner?.name) counts.set(owner.name, (counts.get(owner.name) ?? 0) + 1);
  return [...counts].find(([, count]) => count >= 2)?.[0];
}
