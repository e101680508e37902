import type { Proposal } from '@salesagent/canon/events';
import { ACompany, anna, mara, vera } from '../../testing/a-company';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
}, 240_000);
afterAll(() => company?.stop());

type Take = Parameters<ACompany['orchestration']['decisions']['take']>;
const approve = (p: Proposal): Take[0] => ({
  actionId: p.actionId,
  decision: 'approve',
  digest: p.digest,
  evidenceOpened: true,
});
const take = (...args: Take) => company.orchestration.decisions.take(...args);

async function draft(id: string, amount: number): Promise<Proposal> {
  await company.deal(id, 'T3', { amount });
  const p = company.draft(id, 'T3');
  const priced = { ...p, attention: { ...p.attention, amount } };
  await company.admit(priced);
  return priced;
}

const row = async ({ actionId }: Proposal) =>
  (
    await company.database.pool.query<{
      approver_role: string;
      approver_id: string | null;
      assignee_id: string | null;
      escalates_at: Date | null;
      expires_at: Date;
    }>('select * from orchestrator.docket where action_id = $1', [actionId])
  ).rows[0]!;

/** Real time goes on to an instant; the loop looks whose time is over. */
async function goOnTo(at: Date): Promise<void> {
  company.clock.advance(at.getTime() - company.clock.now().getTime() + 1_000);
  await company.turn();
}

async function escalated(p: Proposal): Promise<void> {
  await goOnTo((await row(p)).escalates_at!);
  while (!(await company.log(p.actionId)).includes('ApprovalEscalated')) {
    await company.turn();
    await new Promise((wait) => setTimeout(wait, 20));
  }
}

describe('a question that its approver leaves lying', () => {
  it('is asked of the next role when half of the time is over; either may then decide', async () => {
    const p = await draft('e1', 1_000);
    const before = await row(p);
    expect(before).toMatchObject({ approver_role: 'owner', approver_id: 'anna' });
    expect(before.escalates_at!.getTime()).toBeLessThan(before.expires_at.getTime());
    await escalated(p);
    expect(await row(p)).toMatchObject({ approver_role: 'manager', approver_id: 'mara', assignee_id: 'mara' });
    const event = (await company.store.read(p.actionId)).find((e) => e.type === 'ApprovalEscalated');
    expect(event?.data).toMatchObject({
      from: { role: 'owner', personId: 'anna' },
      to: { role: 'manager', personId: 'mara' },
      expiresAt: before.expires_at.toISOString(),
    });
    expect((await take(approve(p), anna)).state).toBe('approved');
  });

  it('goes up from the manager to operations, who could not decide it before', async () => {
    const p = await draft('e2', 150_000);
    await expect(take(approve(p), vera)).rejects.toMatchObject({ code: 'not-approver' });
    await escalated(p);
    expect(await row(p)).toMatchObject({ approver_role: 'operations_vp', approver_id: null });
    expect((await take(approve(p), vera)).state).toBe('approved');
    const q = await draft('e3', 150_000);
    await escalated(q);
    expect((await take(approve(q), mara)).state).toBe('approved');
  });

  it('expires when the next role is silent too', async () => {
    const p = await draft('e4', 1_000);
    await escalated(p);
    await goOnTo((await row(p)).expires_at);
    while ((await company.state(p.actionId)) !== 'expired') {
      await company.turn();
      await new Promise((wait) => setTimeout(wait, 20));
    }
    expect((await company.log(p.actionId)).filter((t) => t === 'ApprovalEscalated')).toHaveLength(1);
  });
});
