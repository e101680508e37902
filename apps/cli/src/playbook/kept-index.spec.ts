import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const file = () => join(cwd, '.salesagent/playbook-index.json');

  it('gives back vectors as exact as they were', async () => {
    const index = await open();
    await index.add(join(cwd, 'docs'), null);
    const vector = Float32Array.from([0.1, -1 / 3, 2e-12]);
    const [text] = await index.store.unembedded('a-model', 10);
    await index.store.putVectors('a-model', new Map([[text!.textHash, vector]]));
    index.save();
    const again = await open();
    expect(again.store.vectors).toEqual({ model: 'a-model', vectors: new Map([[text!.textHash, vector]]) });
    expect(await again.store.unembedded('a-model', 10)).toEqual([]);
    expect((await again.store.frequencies('en', ['price'], 'a-model')).withVector).toBe(1);
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
