import { editInCrm, signIn } from '../harness';
import { everybody, type Person } from './people';
import type { DealRow, Stage } from './stories';
import { until, visitAs, type Visit } from './visit';

interface Won {
  handoffs: { state: string; to: { id: string } | null; canAcknowledge: boolean }[];
}
interface Live extends DealRow {
  account: { id: string } | null;
}

/** A deal is won, and who looks after the account takes it over on its page. */
export function handoffStory(stage: () => Stage): void {
  describe('the hand-off of a won deal', () => {
    let operations: Visit;
    let people: Person[];
    beforeAll(async () => {
      const { browser, baseUrl, operations: name } = stage();
      operations = await visitAs(browser, baseUrl, name);
      people = await everybody(operations);
    });
    afterAll(() => operations?.close());

    it('is acknowledged by who takes over, and by nobody else', async () => {
      const { stack, browser, baseUrl } = stage();
      const { deals } = await operations.read<{ deals: Live[] }>('/api/deals?lane=live&limit=200');
      const deal = await firstAsync(deals, async ({ account, owner }) => {
        if (!account || !owner) return false;
        const { account: kept } = await operations.read<{ account: { owner: { id: string } | null } }>(
          `/api/accounts/${encodeURIComponent(account.id)}`,
        );
        return people.some(({ id }) => id === kept.owner?.id);
      });
      const token = await signIn(stack, 'operations');
      await editInCrm(stack, token, `opportunity/${deal.id}`, { outcome: 'won', crmStage: 'Closed Won' });
      const path = `/api/deals/${encodeURIComponent(deal.id)}`;
      const won = await until(
        'the hand-off is open',
        () => operations.read<Won>(path),
        ({ handoffs }) => handoffs.length > 0,
      );
      const to = people.find(({ id }) => id === won.handoffs[0]?.to?.id)!;

      await operations.page.goto(`/deals/${encodeURIComponent(deal.id)}`);
      await operations.page.getByText('waits to be acknowledged').waitFor();
      expect(await operations.page.getByRole('button', { name: 'Acknowledge the hand-off' }).count()).toBe(0);

      const taker = await visitAs(browser, baseUrl, to.name);
      try {
        await taker.page.goto(`/accounts/${encodeURIComponent(deal.account!.id)}`);
        await taker.page.getByRole('button', { name: 'Acknowledge the hand-off' }).first().click();
        await until(
          'it is acknowledged',
          () => operations.read<Won>(path),
          ({ handoffs }) => handoffs[0]?.state === 'acknowledged',
        );
        expect(taker.problems).toEqual([]);
      } finally {
        await taker.close();
      }
    });
  });
}

/** The first for which it holds. @throws when there is none */
async function firstAsync<T>(all: readonly T[], holds: (one: T) => Promise<boolean>): Promise<T> {
  for (const one of all) if (await holds(one)) return one;
  throw new Error('no live deal has an account that somebody looks after');
}
