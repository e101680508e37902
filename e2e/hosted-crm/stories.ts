import { salesagent, signIn, until } from '../harness';
import { DEALS } from './company';
import type { SetUp } from './set-up';

interface Item {
  actionId: string;
  digest: string;
  state: string;
  title: string;
}
interface Sync {
  phase: string;
  trouble: { message: string } | null;
  backfill: { type: string; read: number }[];
}
interface Fact {
  field: string;
  value: unknown;
}

/** The words of the task that an alert asks for. */
export const taskOf = (deal: string): string => `Dated step or close: ${deal}`;

/** Someone of the company, as the API knows them once they have signed in. */
export async function inboxOf({ stack, crm }: SetUp, person: 'lena' | 'tom') {
  const token = await signIn(stack, `person:${crm.personId(person)}`);
  const items = async (): Promise<Item[]> => (await stack.api<{ items: Item[] }>('/api/inbox', { token })).items;
  const state = async (actionId: string): Promise<string> =>
    (await stack.api<Item>(`/api/approvals/${encodeURIComponent(actionId)}`, { token })).state;
  return {
    /** The proposal about a deal, as soon as it waits. */
    about: async (deal: string): Promise<Item> => {
      const found = await until(
        `${deal} waits in the inbox`,
        async () => (await items()).find(({ title }) => title === taskOf(deal)),
        (item) => item !== undefined,
      );
      return found!;
    },
    approve: async ({ actionId, digest }: Item): Promise<void> => {
      const body = { decision: 'approve', digest, evidenceOpened: true };
      await stack.api(`/api/approvals/${encodeURIComponent(actionId)}/decision`, { method: 'POST', body, token });
    },
    state,
    executed: ({ actionId }: Item) =>
      until(
        `${actionId} is executed`,
        () => state(actionId),
        (now) => now === 'executed',
      ),
  };
}

/** What the console shows of a deal's next step. */
export async function nextStepHere({ stack, crm }: SetUp, deal: string): Promise<unknown> {
  const { fields } = await stack.api<{ fields: Fact[] }>(`/api/deals/${crm.dealId(deal)}`);
  return fields.find(({ field }) => field === 'nextStep')?.value ?? null;
}

export const syncOf = ({ stack }: SetUp): Promise<Sync> => stack.api<Sync>('/api/crm/sync');

/** From the folder to the first proposal in the CRM, as the page of the CRM has it. */
export function connectingStory(product: () => SetUp): void {
  describe('connecting it', () => {
    it('makes the folder, drafts the mapping from the CRM and finds nothing grave in it', () => {
      const { made, drafted, checked } = product();
      expect([made.status, made.err]).toEqual([0, '']);
      expect({ status: drafted.status, err: drafted.err }).toMatchObject({ status: 0 });
      expect([checked.status, checked.out]).toEqual([0, expect.stringContaining('15 as opportunity')]);
    });

    it('starts, reads everything once, and says so', async () => {
      const { stack, crm } = product();
      const { backfill } = await until(
        'everything is read',
        () => syncOf(product()),
        (sync) => sync.phase === 'following',
      );
      const read = Object.fromEntries(backfill.map(({ type, read: n }) => [type, n]));
      expect(read).toMatchObject({ account: 5, contact: 6, opportunity: DEALS.length, activity: 3 });
      await until(
        'start says that it is read',
        () => Promise.resolve(stack.output()),
        (output) => output.includes(`${crm.label} is read`),
      );
      const status = await salesagent(stack.home, 'status', '--wait', '120');
      expect([status.status, status.out]).toEqual([0, expect.stringContaining('15 opportunities')]);
    });

    it('is well, says the doctor, and says what a right that is taken away breaks', async () => {
      const { stack, crm } = product();
      const well = await salesagent(stack.home, 'crm', 'doctor');
      expect({ status: well.status, failed: well.out.match(/^failed.*$/gm) }).toEqual({ status: 0, failed: null });
      const { said, giveBack } = crm.takeAway();
      const ill = await salesagent(stack.home, 'crm', 'doctor');
      giveBack();
      expect(well.out).not.toContain(said);
      expect(ill.out).toMatch(new RegExp(`${said}.*\\n +→ `));
    });
  });
}

/** What a rep approves is in the CRM, what people edit there is seen here, and an undo takes ours back. */
export function workingStory(product: () => SetUp, seen: () => Promise<unknown> = () => Promise.resolve()): void {
  describe('working with it', () => {
    it('proposes a step for a stalled deal to its owner, who approves it, and the task is in the CRM', async () => {
      const { crm } = product();
      const lena = await inboxOf(product(), 'lena');
      const item = await lena.about('Retrofit pump line 3');
      await lena.approve(item);
      await lena.executed(item);
      expect(crm.tasks()).toEqual([taskOf('Retrofit pump line 3')]);
    });

    it('shows what a person edits in the CRM', async () => {
      const { crm } = product();
      crm.edit('Retrofit pump line 3', { nextStep: 'Call Petra about the budget' });
      await seen();
      await until(
        'the edit is here',
        () => nextStepHere(product(), 'Retrofit pump line 3'),
        (value) => value === 'Call Petra about the budget',
      );
      expect(crm.held('Retrofit pump line 3', 'nextStep')).toBe('Call Petra about the budget');
    });

    it('takes the task back when the approval is undone', async () => {
      const { stack, crm } = product();
      const actionId = `stalled-deal-alert:opportunity/${crm.dealId('Retrofit pump line 3')}:1`;
      const undone = await salesagent(
        stack.home,
        'approvals',
        'undo',
        actionId,
        '--reason',
        'The buyer has called already.',
      );
      expect([undone.status, undone.err]).toEqual([0, '']);
      await until(
        'the task is gone',
        () => Promise.resolve(crm.tasks()),
        (tasks) => tasks.length === 0,
      );
    });
  });
}
