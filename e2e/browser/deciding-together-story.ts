import { askService, signIn, type CrmRecord } from '../harness';
import { everybody, type Person } from './people';
import type { Stage } from './stories';
import { until, visitAs, type Visit } from './visit';

interface Listed {
  actionId: string;
  action: string;
  state: string;
  owner: { id: string } | null;
}
interface Full extends Listed {
  firstBy: { id: string } | null;
  decidedBy: { id: string; with: string | null } | null;
}

interface Stalled {
  id: string;
}

const DECIDED = ['approved', 'executing', 'executed'];
/** An agent takes back what its facts no longer bear; then the story goes on with another proposal. */
const TAKEN_BACK = ['withdrawn', 'superseded', 'expired'];
const TWO_FOR_TASKS = `refinements:
  - id: two-for-tasks
    when: { effects: [task] }
    secondApprover: manager
    why: While the team is new, its manager looks at each task as well.
`;

/** Several decisions at one stroke, and one decision by two people. */
export function decidingTogetherStory(stage: () => Stage): void {
  describe('deciding together', () => {
    let operations: Visit;
    let people: Person[];
    beforeAll(async () => {
      const { browser, baseUrl, operations: name } = stage();
      operations = await visitAs(browser, baseUrl, name);
      people = await everybody(operations);
    });
    afterAll(() => operations?.close());

    const read = (actionId: string) => operations.read<Full>(`/api/approvals/${encodeURIComponent(actionId)}`);
    const visit = ({ name }: Person) => visitAs(stage().browser, stage().baseUrl, name);
    const waiting = async (): Promise<Listed[]> => {
      const { approvals } = await operations.read<{ approvals: Listed[] }>('/api/approvals?state=open&limit=500');
      return approvals.filter(({ action, state }) => state === 'awaiting' && action === 'stalled-deal-alert');
    };

    it('several alerts of one kind are ticked and approved at one stroke, each a decision of its own', async () => {
      const owner = await twoStalledDeals(stage(), operations, people);
      await until('both alerts wait', waiting, (of) => of.filter((item) => item.owner?.id === owner.id).length >= 2);
      const rep = await visit(owner);
      try {
        await rep.page.goto('/inbox');
        const kind = rep.page.getByRole('group', { name: 'stalled-deal-alert' });
        const boxes = kind.getByRole('checkbox');
        await boxes.nth(1).waitFor();
        const { items } = await rep.read<{ items: Listed[] }>('/api/inbox');
        const chosen = items.filter(({ action }) => action === 'stalled-deal-alert').slice(0, 2);
        await kind.getByText('none of them counts towards autonomy').waitFor();
        await boxes.nth(0).check();
        await boxes.nth(1).check();
        await kind.getByRole('button', { name: 'Approve 2 proposals' }).click();
        for (const { actionId } of chosen)
          await until(
            `${actionId} is decided, or was taken back before`,
            () => read(actionId),
            ({ state }) => [...DECIDED, ...TAKEN_BACK].includes(state),
          );
        expect(rep.problems).toEqual([]);
      } finally {
        await rep.close();
      }
    });

    it('where the policy wants a second person, the first approval only asks them, and theirs carries it out', async () => {
      await putInForce(stage(), TWO_FOR_TASKS, 'the team is new');
      try {
        const tried = new Set<string>();
        let ended = 'withdrawn';
        for (let n = 0; n < 5 && TAKEN_BACK.includes(ended); n += 1) ended = await approvedByTwo(tried);
        expect(DECIDED).toContain(ended);
      } finally {
        await putInForce(stage(), '{}\n', 'the team has settled in');
      }
    });

    /** How a proposal ended that its owner and then their manager approved on their pages. */
    async function approvedByTwo(tried: Set<string>): Promise<string> {
      const [item, first, second] = await until(
        'an alert waits for somebody who has a manager',
        async () => {
          const of = (await waiting()).filter(({ actionId }) => !tried.has(actionId));
          for (const one of of) {
            const owner = people.find(({ id }) => id === one.owner?.id);
            const manager = people.find(({ id }) => id === owner?.manager?.id);
            if (owner && manager) return [one, owner, manager] as const;
          }
          return [null, null, null] as const;
        },
        ([found]) => found !== null,
      );
      const { actionId } = item!;
      tried.add(actionId);
      const [owner, manager] = [await visit(first!), await visit(second!)];
      const path = `/inbox/${encodeURIComponent(actionId)}`;
      const taken = async () => TAKEN_BACK.includes((await read(actionId)).state);
      try {
        await owner.page.goto(path);
        await owner.page.getByRole('button', { name: 'Approve', exact: true }).click();
        const afterFirst = await until(
          'the first of two is recorded',
          () => read(actionId),
          ({ state, firstBy }) => firstBy !== null || TAKEN_BACK.includes(state),
        );
        if (TAKEN_BACK.includes(afterFirst.state)) return afterFirst.state;
        expect(afterFirst.state).toBe('awaiting');
        await owner.page.goto(path);
        await owner.page.getByText('You approved it as the first of two').waitFor();
        expect(await owner.page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);

        await manager.page.goto(path);
        if (await taken()) return 'withdrawn';
        await manager.page.getByText(`Approved by ${first!.name}, needs a second`).waitFor();
        await manager.page.getByRole('button', { name: 'Approve', exact: true }).click();
        const { state } = await until(
          'both have decided',
          () => read(actionId),
          (now) => [...DECIDED, ...TAKEN_BACK].includes(now.state),
        );
        return state;
      } finally {
        await owner.close();
        await manager.close();
      }
    }
  });
}

/**
 * Imports two deals that have waited too long, of the rep who was asked least: what was decided today counts as well
 * towards what somebody is asked in a day, so that there is room for both.
 */
async function twoStalledDeals({ stack }: Stage, operations: Visit, people: Person[]): Promise<Person> {
  const { approvals } = await operations.read<{ approvals: Listed[] }>('/api/approvals?state=all&limit=500');
  const asked = ({ id }: Person) => approvals.filter((of) => of.state !== 'queued' && of.owner?.id === id).length;
  const reps = people.filter(({ role }) => role === 'rep').sort((a, b) => asked(a) - asked(b));
  const owner = reps[0]!;
  const { deals } = await until(
    'some deal is stalled',
    () => operations.read<{ deals: Stalled[] }>('/api/deals?lane=stalled&limit=1'),
    (of) => of.deals.length > 0,
  );
  const { body: like } = await askService<CrmRecord>(stack, 'gateway', `/crm/opportunity/${deals[0]!.id}`, {
    token: await signIn(stack, 'operations'),
  });
  const of = (field: string) => String(like.fields[field] ?? '').slice(0, field.endsWith('At') ? 10 : undefined);
  const row = (id: string) =>
    [id, `Quiet ${id}`, of('accountId'), owner.id, of('productId'), of('crmStage'), of('amount')].concat(
      ...[of('createdAt'), of('engagedAt'), of('stageEnteredAt'), of('segment')],
    );
  const head =
    'opportunity_id,opportunity_name,account_id,owner_id,product_id,stage,amount,created_date,engaged_at,last_stage_change_date,segment';
  const csv = [head, ...['Q1', 'Q2'].map((id) => row(id).join(','))].join('\n');
  await stack.api('/api/imports', {
    method: 'POST',
    body: { files: [{ name: 'deals.csv', contentBase64: Buffer.from(`${csv}\n`).toString('base64') }] },
  });
  return owner;
}

/** Proposed by the operator, signed by operations: two people, as it has to be. */
async function putInForce({ stack }: Stage, text: string, reason: string): Promise<void> {
  const body = { policy: { file: 'candidate.yaml', text }, reason };
  const { version } = await stack.api<{ version: string }>('/api/policy/proposals', { method: 'POST', body });
  const token = await signIn(stack, 'operations');
  await stack.api('/api/policy/sign', { method: 'POST', token, body: { version } });
}
