import { salesagent, signIn, until, type RunningStack } from '../harness';
import { approve, ending, proposal, proposals, wasCarriedOut, type Proposal } from './proposals';

/** Operations stop one account from the command line; what is approved meanwhile waits until they let it go on. */
export function killSwitchStory(product: () => RunningStack): void {
  describe('the kill switch', () => {
    const killSwitch = (...words: string[]) => salesagent(product().home, 'kill-switch', ...words);
    const tried = new Set<string>();
    const isWaiting = (p: Proposal) => p.state === 'awaiting' && p.owner && p.account && !tried.has(p.actionId);
    const waiting = async (): Promise<Proposal> => {
      const { approvals } = await until(
        'a proposal waits for somebody',
        () => proposals(product(), 'state=open&limit=500'),
        (found) => found.approvals.some(isWaiting),
      );
      const found = approvals.find(isWaiting)!;
      tried.add(found.actionId);
      return found;
    };

    /** Approves it while its account is stopped, and lets the account go on; how it ended. */
    const approveWhileStopped = async (p: Proposal): Promise<Proposal> => {
      const scope = `account/${p.account!.id}`;
      const token = await signIn(product(), `person:${p.owner!.id}`);
      const stopped = await killSwitch('stop', scope, '--reason', 'they asked for quiet');
      expect(stopped).toMatchObject({ status: 0, out: expect.stringContaining(`Stopped: ${scope}`) });
      try {
        const shown = await proposal(product(), p.actionId);
        if (shown.state === 'withdrawn') return shown;
        const { state } = await approve(product(), shown, token);
        if (state === 'withdrawn') return ending(product(), p.actionId);
        expect(state).toBe('stopped');
        expect(await wasCarriedOut(product(), p.actionId, token)).toBe(false);
        const list = await killSwitch('list');
        expect(list.out).toMatch(new RegExp(`${scope}\\s+stopped .*they asked for quiet`));
      } finally {
        await killSwitch('resume', scope, '--reason', 'they asked again');
      }
      return ending(product(), p.actionId);
    };

    it('refuses what it could not stop, and asks for a reason', async () => {
      const missing = await killSwitch('stop', 'account/no-such', '--reason', 'a typing error');
      expect(missing).toMatchObject({ status: 5, err: expect.stringContaining('There is no account no-such') });
      const unknown = await killSwitch('stop', 'action/stalled', '--reason', 'a typing error');
      expect(unknown).toMatchObject({ status: 5, err: expect.stringContaining('stalled-deal-alert') });
      expect(await killSwitch('stop', 'everything', '--reason', 'a typing error')).toMatchObject({ status: 2 });
      expect(await killSwitch('stop', 'all')).toMatchObject({ status: 2, err: expect.stringContaining('--reason') });
    });

    it('holds what is approved on a stopped account, and lets it happen once it goes on', async () => {
      let ended = await approveWhileStopped(await waiting());
      // An agent takes back what its facts no longer bear, and in the first minutes they still move.
      for (let n = 0; n < 8 && ended.state === 'withdrawn'; n += 1) ended = await approveWhileStopped(await waiting());
      const { state, reason } = ended;
      expect({ state, reason }).toEqual({ state: 'executed', reason: null });
    });
  });
}
