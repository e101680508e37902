import { askService, editInCrm, signIn, until, type CrmRecord, type RunningStack } from '../harness';
import { textOfWord } from './word';
import { approve, ending, proposal, proposals, wasCarriedOut, type Proposal } from './proposals';

/** Accounts change tier while proposals about them are on their way: the stricter tier holds until the last moment. */
export function tierStory(product: () => RunningStack): void {
  describe('a proposal for a customer, and the tier of its account', () => {
    const used = new Set<string>();
    const stack = () => product();
    const ownerOf = ({ owner }: Proposal) => signIn(stack(), `person:${owner?.id ?? ''}`);
    const becomesT1 = (p: Proposal, token: string) =>
      editInCrm(stack(), token, `account/${p.account?.id ?? ''}`, { tier: 'T1' });

    /** A draft that waits for its owner now, on an account of this tier; no two on one account. */
    const take = async (tier: string): Promise<Proposal> => {
      const isFree = (p: Proposal) =>
        p.state === 'awaiting' && p.tier === tier && p.owner?.id && p.account && !used.has(p.account.id);
      const { approvals } = await until(
        `a draft waits on another ${tier} account`,
        () => proposals(stack(), 'state=open&action=proposal-draft&limit=500'),
        ({ approvals: list }) => list.some(isFree),
      );
      const free = approvals.find(isFree)!;
      used.add(free.account!.id);
      return free;
    };

    const nothingWasDone = async (p: Proposal, token: string) => {
      expect(await wasCarriedOut(stack(), p.actionId, token)).toBe(false);
      expect(await documentsOf(stack(), p, token)).toEqual([]);
    };

    beforeAll(async () => {
      const of = (list: Proposal[], tier: string) =>
        new Set(list.filter((p) => p.tier === tier && p.owner?.id).map((p) => p.account?.id)).size;
      await until(
        'drafts wait on three T3 accounts and one T2 account',
        () => proposals(stack(), 'state=open&action=proposal-draft&limit=500'),
        ({ approvals: list }) => {
          const awaiting = list.filter((p) => p.state === 'awaiting');
          return of(awaiting, 'T3') >= 3 && of(awaiting, 'T2') >= 1;
        },
      );
    });

    it('is only prepared on a T1 account: nobody is asked', async () => {
      const { approvals } = await proposals(stack(), 'state=all&action=proposal-draft&limit=500');
      const strictest = approvals.filter((p) => p.tier === 'T1');
      expect(strictest.length).toBeGreaterThan(0);
      expect(new Set(strictest.map((p) => p.state))).toEqual(new Set(['prepared']));
    });

    it('ends as prepared when its T3 account becomes T1 while it waits', async () => {
      const p = await take('T3');
      const token = await ownerOf(p);
      await becomesT1(p, token);
      const after = await ending(stack(), p.actionId);
      expect(after.state).toBe('prepared');
      expect(after.reason).toMatch(/T1/);
      await nothingWasDone(p, token);
      await expect(approve(stack(), after, token)).rejects.toThrow(/409/);
    });

    it('ends as prepared when the account becomes T1 after the approval, before the permit', async () => {
      const p = await take('T3');
      const token = await ownerOf(p);
      // The gate waits here between decision and permit, so that the edit surely falls in between.
      const scope = 'action/proposal-draft';
      await stack().api('/api/kill-switch', { method: 'POST', body: { scope, stopped: true, reason: 'being tested' } });
      try {
        const { state } = await approve(stack(), await proposal(stack(), p.actionId), token);
        expect(state).toBe('stopped');
        await becomesT1(p, token);
      } finally {
        const body = { scope, stopped: false, reason: 'tested' };
        await stack().api('/api/kill-switch', { method: 'POST', body });
      }
      expect(await ending(stack(), p.actionId)).toMatchObject({ state: 'prepared' });
      await nothingWasDone(p, token);
    });

    it('the same while the workflow server stands still with the approval in its hands', async () => {
      const { pid } = stack().record().temporal;
      if (pid === null) return; // somebody else's server is not ours to halt
      const p = await take('T3');
      const token = await ownerOf(p);
      const shown = await proposal(stack(), p.actionId);
      process.kill(pid, 'SIGSTOP');
      try {
        expect(await approve(stack(), shown, token)).toMatchObject({ state: 'pending' });
        await becomesT1(p, token);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      expect(await ending(stack(), p.actionId)).toMatchObject({ state: 'prepared' });
      await nothingWasDone(p, token);
    });

    it('is filed as a Word document when approved on a T2 account, and taken back by an undo', async () => {
      const p = await take('T2');
      const token = await ownerOf(p);
      await approve(stack(), await proposal(stack(), p.actionId), token);
      expect(await ending(stack(), p.actionId)).toMatchObject({ state: 'executed' });

      const [document] = await documentsOf(stack(), p, token);
      // Who may read it is asked of the console's own records, which follow the CRM a moment later.
      const file = await until(
        'the console knows the document',
        () =>
          fetch(`${stack().consoleUrl}/api/documents/${document?.id ?? ''}/content`, {
            headers: { authorization: `Bearer ${token}` },
          }),
        ({ status }) => status !== 404,
      );
      expect(file.headers.get('content-type')).toMatch(/wordprocessingml/);
      expect(textOfWord(Buffer.from(await file.arrayBuffer()))).toMatch(/Proposal for /);

      await stack().api(`/api/approvals/${encodeURIComponent(p.actionId)}/undo`, {
        method: 'POST',
        token,
        body: { reason: 'sent to the wrong buyer' },
      });
      await until(
        'it is undone',
        () => proposal(stack(), p.actionId),
        ({ state }) => state === 'undone',
      );
      expect(await documentsOf(stack(), p, token)).toEqual([]);
    });
  });
}

/** Documents the CRM holds of the deal that a proposal is about. */
async function documentsOf(stack: RunningStack, p: Proposal, token: string): Promise<CrmRecord[]> {
  const path = `/crm/document?opportunityId=${encodeURIComponent(p.subject.id)}`;
  const { status, body } = await askService<{ records: CrmRecord[] }>(stack, 'gateway', path, { token });
  expect(status).toBe(200);
  return body.records;
}
