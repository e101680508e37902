import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { salesagent, signIn, until, type RunningStack } from '../harness';

interface InForce {
  version: string;
  origin: string;
  services: { service: string; version: string | null; off: { action: string; reason: string }[] }[];
}

const SECTION = '4-progression/stalled-deal-alert';

/** Sections of a company on their way: tried, proposed by one person, signed by another, taken up, there after a crash. */
export function playbookStory(product: () => RunningStack): void {
  describe('a playbook that is published', () => {
    let dir: string;
    const run = (...parameters: string[]) => salesagent(product().home, 'playbook', ...parameters);
    const inForce = () => product().api<InForce>('/api/playbook');
    const write = (front: string) => writeFileSync(join(folder(), `${SECTION}.md`), `---\n${front}\n---\n`);
    const folder = () => join(dir, 'companies', product().record().company.slug);
    beforeAll(() => {
      dir = join(product().home, 'our-playbooks');
      mkdirSync(join(folder(), '4-progression'), { recursive: true });
      write('attention: { minutes: 16 }');
    });

    it('says first which open deals it affects, and names a mistake at its line', async () => {
      const tried = await run('publish', '--dir', dir, '--dry-run');
      expect([tried.status, tried.out]).toEqual([
        0,
        expect.stringMatching(
          /stalled-deal-alert: attention\.minutes: 15 → 16[^]*\d+ records? of which something would[^]*only weighed otherwise\n {2}opportunity\//,
        ),
      ]);
      write('attention: { minuets: 16 }');
      const wrong = await run('publish', '--dir', dir, '--reason', 'a test');
      expect([wrong.status, wrong.err]).toEqual([2, expect.stringMatching(/stalled-deal-alert\.md:2: .*minuets/)]);
      write('attention: { minutes: 16 }');
    });

    it('is in force once a second person has signed it, and every agent takes it up without a restart', async () => {
      const before = await inForce();
      expect(before.services.map(({ version }) => version)).toEqual(Array(4).fill(before.version));
      const proposed = await run('publish', '--dir', dir, '--reason', 'it takes a minute longer', '--json');
      const { proposal } = JSON.parse(proposed.out) as { proposal: { version: string } };
      const { version } = proposal;
      const alone = await run('sign', version);
      expect([alone.status, alone.err]).toEqual([4, expect.stringContaining('a second person does')]);
      const second = await signIn(product(), 'operations');
      await product().api('/api/playbook/sign', { method: 'POST', token: second, body: { version } });
      const after = await until('every agent acts by it', inForce, ({ services }) =>
        services.every((service) => service.version === version),
      );
      expect(after).toMatchObject({ version, origin: 'published' });
      const shown = await run('show');
      expect(shown.out).toMatch(
        /is in force, published: proposed by .* the company has its own in 1\n {2}4-progression/s,
      );
    });

    it('is still in force after an agent was killed, and an action that it switches off says so', async () => {
      const { version } = await inForce();
      process.kill(product().record().services['qualification']?.pid ?? 0, 'SIGKILL');
      const of = ({ services }: InForce) => services.find(({ service }) => service === 'qualification');
      await until('qualification acts by it again', inForce, (found) => of(found)?.version === version);
      write('status: off');
      const proposed = await run('publish', '--dir', dir, '--reason', 'not this month', '--json');
      const off = (JSON.parse(proposed.out) as { proposal: { version: string } }).proposal.version;
      const second = await signIn(product(), 'operations');
      await product().api('/api/playbook/sign', { method: 'POST', token: second, body: { version: off } });
      const after = await until('it is off', inForce, (found) => of(found)?.version === off);
      expect(of(after)?.off).toEqual([
        { action: 'stalled-deal-alert', reason: `the playbook switches it off (${SECTION})` },
      ]);
      const listed = await salesagent(product().home, 'actions', 'list');
      expect(listed.out).toMatch(/stalled-deal-alert.* no /);
      // Nothing of it is left for the stories that follow.
      write('rules: {}');
      const back = await run('publish', '--dir', dir, '--reason', 'as the firm has it', '--json');
      const { proposal } = JSON.parse(back.out) as { proposal: { version: string } };
      await product().api('/api/playbook/sign', { method: 'POST', token: second, body: { version: proposal.version } });
    });
  });
}
