import { salesagent, signIn, type RunningStack } from '../harness';
import { aRepOf } from './people';

interface Rung {
  action: string;
  tier: string;
  stands: string;
  lacks: string[];
  demoted: { cause: string } | null;
  inShadow: { reason: string } | null;
}

/** How far an action may go alone: what it lacks is said, a signature is refused for it, and it is taken down at once. */
export function ladderStory(product: () => RunningStack): void {
  describe('the ladder', () => {
    const ladder = (...words: string[]) => salesagent(product().home, 'ladder', ...words);
    const rung = async (): Promise<Rung> => {
      const { rungs } = await product().api<{ rungs: Rung[] }>('/api/ladder');
      return rungs.find(({ action, tier }) => action === 'stage-progression' && tier === 'T3')!;
    };

    it('says where each action stands and what it lacks', async () => {
      expect(await rung()).toMatchObject({ stands: 'climbing' });
      const list = await ladder('list', '--all');
      expect([list.status, list.out]).toEqual([0, expect.stringMatching(/stage-progression +T3 +stage +climbing/)]);
      expect(list.out).toMatch(/stalled-deal-alert +T3 +task +owner-accepts/);
      expect(list.out).toMatch(/proposal-draft +T1 +terms +prepared/);
    });

    it('refuses a signature for what is not earned, and for what can never be', async () => {
      const early = await ladder('promote', 'stage-progression', 'T3');
      expect([early.status, early.err]).toEqual([6, expect.stringMatching(/of 50 decisions.*of 4 weeks.*known-bad/)]);
      const never = await ladder('promote', 'proposal-draft', 'T3');
      expect([never.status, never.err]).toEqual([6, expect.stringContaining('nothing to earn')]);
      const token = await signIn(product(), `person:${(await aRepOf(product())).id}`);
      const body = { action: 'stage-progression', tier: 'T3' };
      await expect(product().api('/api/ladder/promote', { method: 'POST', token, body })).rejects.toThrow(/403/);
    });

    it('only prepares while it is in shadow, by operations’ word and with a reason', async () => {
      const set = (verb: string) =>
        salesagent(product().home, 'autonomy', verb, 'stage-progression', 'T3', '--reason', 'looking on first');
      const inShadow = async () => (await rung()).inShadow;
      const on = await set('shadow');
      expect([on.status, on.out]).toEqual([0, expect.stringContaining('in shadow: it prepares')]);
      expect(await inShadow()).toMatchObject({ reason: 'looking on first' });
      expect((await set('unshadow')).status).toBe(0);
      expect(await inShadow()).toBeNull();
    });

    it('is taken down at once when something went wrong', async () => {
      const down = await ladder(
        'demote',
        'stage-progression',
        'T3',
        '--cause',
        'guardrail',
        '--reason',
        'moves undone',
      );
      expect([down.status, down.out]).toEqual([0, expect.stringContaining('Nothing can be signed before')]);
      expect(await rung()).toMatchObject({ stands: 'resting', demoted: { cause: 'guardrail' } });
      const shown = await ladder('show', 'stage-progression', 'T3');
      expect(shown.out).toMatch(/Lacks\n {2}rests until \d{4}-\d{2}-\d{2} after it was taken down: moves undone/);
    });
  });
}
