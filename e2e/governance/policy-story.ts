import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { salesagent, signIn, until, type RunningStack } from '../harness';

interface PolicyInForce {
  version: string;
  origin: string;
  docket: { decisionsPerManager: number };
}

const POLICY = `docket: { decisionsPerManager: 9 }
refinements:
  - id: very-large-terms
    when: { effects: [terms], tiers: [T2, T3], content: [money], amountAtLeast: 1000000 }
    ceiling: P
    why: A price of a million is discussed before it is written.
`;

/** A policy on its way: checked, compared, proposed by one person, signed by another, and there after a crash. */
export function policyStory(product: () => RunningStack): void {
  describe('a policy', () => {
    const run = (...parameters: string[]) => salesagent(product().home, 'policy', ...parameters);
    const inForce = () => product().api<PolicyInForce>('/api/policy');
    let file: string;
    beforeAll(() => {
      file = join(product().home, 'candidate.yaml');
      writeFileSync(file, POLICY);
    });

    it('is checked and compared before anybody signs it', async () => {
      const checked = await run('check', file);
      expect([checked.status, checked.out]).toEqual([0, expect.stringContaining('very-large-terms (T2, T3)')]);
      const diff = await run('diff', file);
      expect([diff.status, diff.out]).toEqual([
        0,
        expect.stringMatching(/decisionsPerManager: 10 → 9[^]*Of what waits/),
      ]);
      const backtest = await run('backtest', file);
      expect([backtest.status, backtest.out]).toEqual([0, expect.stringMatching(/On from the first proposal: \d/)]);
      writeFileSync(join(product().home, 'loose.yaml'), 'autonomy: { bars: { message: 0.9 } }');
      const loose = await run('publish', join(product().home, 'loose.yaml'), '--reason', 'more freedom');
      expect([loose.status, loose.err]).toEqual([
        2,
        expect.stringMatching(/loose\.yaml:1:21: autonomy\.bars\.message/),
      ]);
    });

    it('is in force once a second person has signed it', async () => {
      const before = await inForce();
      const proposed = await run('publish', file, '--reason', 'prices are discussed first', '--json');
      const { version } = JSON.parse(proposed.out) as { version: string };
      expect((await inForce()).version).toBe(before.version);
      const alone = await run('sign', version);
      expect([alone.status, alone.err]).toEqual([4, expect.stringContaining('a second person does')]);
      const smaller = join(product().home, 'smaller.yaml');
      writeFileSync(smaller, `${POLICY.replace('decisionsPerManager: 9', 'decisionsPerManager: 1')}`);
      const other = await run('publish', smaller, '--reason', 'one exception a day', '--json');
      const withdrawn = (JSON.parse(other.out) as { version: string }).version;
      expect((await run('reject', withdrawn, '--reason', 'a slip of the pen')).out).toContain('withdrawn by');
      const second = await signIn(product(), 'operations');
      const sign = (signed: string) =>
        product().api('/api/policy/sign', { method: 'POST', token: second, body: { version: signed } });
      await expect(sign(withdrawn)).rejects.toThrow('a slip of the pen');
      await product().api('/api/policy/sign', { method: 'POST', token: second, body: { version } });
      expect(await inForce()).toMatchObject({ version, origin: 'published', docket: { decisionsPerManager: 9 } });
      expect((await run('show')).out).toMatch(/published and signed/);
    });

    it('explains a ruling by its rules, and is still in force after orchestrator was killed', async () => {
      const { version } = await inForce();
      const { deals } = await product().api<{ deals: { id: string }[] }>('/api/deals?limit=1');
      const record = `opportunity/${deals[0]!.id}`;
      const explained = await run('explain', 'proposal-draft', record);
      expect([explained.status, explained.out]).toEqual([0, expect.stringMatching(/Rule +ceiling:terms/)]);
      expect(explained.out).toContain(version);
      process.kill(product().record().services['orchestrator']?.pid ?? 0, 'SIGKILL');
      const after = await until(
        'orchestrator is back',
        () => inForce().catch(() => null),
        (found) => found !== null,
      );
      expect(after).toMatchObject({ version, origin: 'published' });
    });
  });
}
