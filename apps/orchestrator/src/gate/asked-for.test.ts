import type { IntegrationEvent, Proposal } from '@salesagent/canon/events';
import { inTransaction } from '@salesagent/event-store';
import { ACompany, mara, vera } from '../../testing/a-company';
import { noteRequest } from './asked-for';
import type { DecidedBy } from './decisions';
import { askersOfRow, docketRow } from './docket-rows';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
}, 240_000);
afterAll(() => company?.stop());

/** Drafts of 150,000: the base policy wants one manager who did not ask for it. */
async function drafts(id: string): Promise<(episode: number) => Proposal> {
  await company.deal(id, 'T3', { amount: 150_000 });
  return (episode) => {
    const draft = company.draft(id, 'T3');
    const actionId = `${draft.action}:${draft.subject}:${episode}`;
    return { ...draft, actionId, attention: { ...draft.attention, amount: 150_000 } };
  };
}

const asks = ({ action, subject }: Proposal, by: string) =>
  inTransaction(company.database.pool, (client) => noteRequest({ action, subject, by }, company.clock.now(), client));
const proposed = (p: Proposal): IntegrationEvent =>
  company.event('ActionProposed', `${p.action}:${p.subject}`, p, p.agent);
const superseded = (p: Proposal, by: Proposal | null): IntegrationEvent =>
  company.event(
    'ProposalSuperseded',
    `${p.action}:${p.subject}`,
    { actionId: p.actionId, by: by?.actionId ?? null, reason: 'the facts it rested on have changed' },
    p.agent,
  );
const askers = async (p: Proposal) => askersOfRow((await docketRow(company.database.pool, p.actionId))!);
/** What was asked for does not wait for the morning, but for the step of the deal that is before a person now. */
const opened = async (p: Proposal) => {
  while ((await company.state(p.actionId)) !== 'open') await company.turn();
};
/** What nobody asked for would wait for the morning. */
const openedUnasked = async (p: Proposal) => {
  await company.database.pool.query('update orchestrator.docket set requested = true where action_id = $1', [
    p.actionId,
  ]);
  await opened(p);
};
const approved = (p: Proposal, who: DecidedBy) =>
  company.orchestration.decisions.take(
    { actionId: p.actionId, decision: 'approve', digest: p.digest, evidenceOpened: true },
    who,
  );

describe('who asked for what superseded a proposal', () => {
  it('is who asked for that: a moved fact makes nobody their own second pair of eyes', async () => {
    const draft = await drafts('s1');
    const [first, second] = [draft(1), draft(2)];
    await asks(first, 'mara');
    await company.deliver(proposed(first));
    await opened(first);
    await expect(approved(first, mara)).rejects.toMatchObject({ code: 'self-approval' });

    await company.deliver(superseded(first, second), proposed(second));
    // Somebody waits for it still: it is not kept for the morning.
    await opened(second);
    expect(await askers(second)).toEqual(['mara']);
    await expect(approved(second, mara)).rejects.toMatchObject({ code: 'self-approval' });
    await expect(approved(second, vera)).rejects.toMatchObject({ code: 'not-approver' });
    expect(company.executed.filter((e) => e.actionId === second.actionId)).toHaveLength(0);
  });

  it('is kept when what superseded it comes in a later batch, and through several in one', async () => {
    const draft = await drafts('s2');
    const [first, second, third, fourth] = [draft(1), draft(2), draft(3), draft(4)];
    await asks(first, 'mara');
    await company.deliver(proposed(first));
    await company.deliver(superseded(first, second));
    await company.deliver(proposed(second), superseded(second, third), proposed(third), superseded(third, fourth));
    await company.deliver(proposed(fourth));
    for (const p of [first, second, third, fourth]) expect(await askers(p)).toEqual(['mara']);
  });

  it('is everybody: who asked at the same time, who asked later, and who asked for each one before', async () => {
    const draft = await drafts('s3');
    const [first, second] = [draft(1), draft(2)];
    await asks(first, 'mara');
    await asks(first, 'anna');
    await company.deliver(proposed(first));
    expect(await askers(first)).toEqual(['mara', 'anna']);
    await asks(first, 'max');
    await company.deliver(superseded(first, second), proposed(second));
    expect(await askers(second)).toEqual(['mara', 'anna', 'max']);
    await opened(second);
    await expect(approved(second, mara)).rejects.toMatchObject({ code: 'self-approval' });
  });

  it('is who asked for one that was taken back unanswered before it', async () => {
    const draft = await drafts('s4');
    const [first, second] = [draft(1), draft(2)];
    await asks(first, 'mara');
    await company.deliver(proposed(first));
    await opened(first);
    await company.deliver(superseded(first, null));
    await company.turn();
    await company.until(first.actionId, 'withdrawn');
    await company.deliver(proposed(second));
    expect(await askers(second)).toEqual(['mara']);
  });

  it('is nobody any more once what was asked for has had its answer', async () => {
    const draft = await drafts('s5');
    const [first, second] = [draft(1), draft(2)];
    await asks(first, 'anna');
    await company.deliver(proposed(first));
    await opened(first);
    await approved(first, mara);
    await company.until(first.actionId, 'executed');
    await company.deliver(proposed(second));
    expect(await askers(second)).toEqual([]);
    await openedUnasked(second);
    expect((await approved(second, mara)).state).toBe('approved');
  });
});
