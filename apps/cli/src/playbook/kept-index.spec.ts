import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Embedder } from '@salesagent/retrieval';
import { KeptIndex } from './kept-index';

describe('the index that is kept in the home folder', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'kept-'));
    mkdirSync(join(cwd, 'docs'));
    writeFileSync(join(cwd, 'docs/prices.md'), '# Prices\n\nThe price is ten.\n');
  });
  afterEach(() => rmSync(cwd, { recursive: true }));
  const open = () => KeptIndex.open({ cwd, environment: {} });
  const file = () => {
    const [name] = readdirSync(join(cwd, '.salesagent/playbook-index'));
    return join(cwd, '.salesagent/playbook-index', name!);
  };
  /** Knows a single direction, which is no round number. */
  const embedder: Embedder = {
    ...{ model: 'a-model', dimensions: 3 },
    embed: (texts) => Promise.resolve(texts.map(() => Float32Array.from([0.1, -1 / 3, 2e-12]))),
  };

  it('gives back vectors as exact as they were', async () => {
    const index = await open();
    await index.add(join(cwd, 'docs'), null);
    index.save();
    const [text] = await index.store.unembedded('a-model', 10);
    expect(await index.embed(embedder)).toBe(1);
    const again = await open();
    expect(again.store.vectors).toEqual({
      model: 'a-model',
      vectors: new Map([[text!.textHash, Float32Array.from([0.1, -1 / 3, 2e-12])]]),
    });
    expect(await again.store.unembedded('a-model', 10)).toEqual([]);
    expect((await again.store.frequencies('en', ['price'], 'a-model')).withVector).toBe(1);
  });

  it('takes vectors that cannot be read for none, since they are made again', async () => {
    const index = await open();
    await index.add(join(cwd, 'docs'), null);
    index.save();
    await index.embed(embedder);
    writeFileSync(join(cwd, '.salesagent/playbook-vectors.json'), '{"version":1');
    const again = await open();
    expect(again.store.vectors).toBeNull();
    expect(await again.embed(embedder)).toBe(1);
  });

  it('reads a file of before there were vectors', async () => {
    const index = await open();
    await index.add(join(cwd, 'docs'), null);
    const [text] = await index.store.unembedded('a-model', 10);
    index.save();
    writeFileSync(file(), readFileSync(file(), 'utf8').replace(/"textHash":"[^"]*",?/, ''));
    const again = await open();
    expect(again.store.vectors).toBeNull();
    expect(await again.store.unembedded('a-model', 10)).toEqual([text]);
  });
});
