import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalMiniLm } from '@salesagent/retrieval';
import { KeptIndex } from '../playbook/kept-index';
import { ownPlaybook } from './own-playbook';

describe('the playbook of whoever writes it, for an assistant', () => {
  let cwd: string;
  beforeEach(() => (cwd = mkdtempSync(join(tmpdir(), 'own-'))));
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(cwd, { recursive: true });
  });

  it('loads one model, however often it is edited and asked', async () => {
    const from = { cwd, environment: { XDG_CACHE_HOME: join(cwd, 'cache') } };
    mkdirSync(join(cwd, 'docs'));
    const file = join(cwd, 'docs', 'hosting.md');
    writeFileSync(file, '# Hosting\n\n## Where data is kept\n\nAll customer data is kept in Frankfurt.\n');
    const models: { texts: string[] }[] = [];
    jest.spyOn(LocalMiniLm, 'find').mockImplementation(() => {
      const texts: string[] = [];
      models.push({ texts });
      const embed = (some: readonly string[]) => {
        texts.push(...some);
        return Promise.resolve(some.map(() => Float32Array.of(1, 0)));
      };
      return { model: 'two', dimensions: 2, embed } as unknown as LocalMiniLm;
    });
    const index = await KeptIndex.open(from);
    await index.add(join(cwd, 'docs'), null);
    index.save();
    await index.embed(LocalMiniLm.find()!);

    const playbook = ownPlaybook(from, undefined, () => undefined);
    for (const city of ['Vienna', 'Dublin']) {
      appendFileSync(file, `\n## Copies in ${city}\n\nA copy is kept in ${city}.\n`);
      await playbook.search({ question: `Is a copy kept in ${city}?`, limit: 2 });
    }
    const [, ...used] = models.map(({ texts }) => texts.join(' ')).filter(Boolean);
    expect(used).toEqual([expect.stringMatching(/Vienna.*Dublin/s)]);
  });
});
