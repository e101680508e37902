import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { indexSource, documentFolder, MemoryStore, Retriever } from './index';

describe('a folder of Markdown', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'retrieval-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const index = (store: MemoryStore) => indexSource(store, documentFolder('docs', folder));

  it('is indexed by what changed since', async () => {
    const store = new MemoryStore();
    write('faq.md', '# Questions\n\n## Hosting\n\nIn Frankfurt.\n');
    write('sheets/pro.md', 'The Pro weighs two kilograms.');
    write('notes.txt', 'not Markdown');
    write('.hidden/a.md', 'hidden');
    write('node_modules/b.md', 'a package');
    expect(await index(store)).toMatchObject({ added: 2, changed: 0, removed: 0, unchanged: 0, passages: 2 });
    expect(await index(store)).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 2, passages: 0 });
    write('faq.md', '# Questions\n\n## Hosting\n\nIn Dublin.\n\n## Backups\n\nNightly.\n');
    write('new.md', 'Something new.');
    rmSync(join(folder, 'sheets'), { recursive: true });
    expect(await index(store)).toMatchObject({ added: 1, changed: 1, removed: 1, unchanged: 0, passages: 3 });
    const { hits } = await new Retriever(store).search('Where is hosting?');
    expect(hits[0]).toMatchObject({ passage: { id: 'faq#hosting', text: 'In Dublin.', line: 3 } });
  });

  it('says for whom and when a document holds, in its front matter', async () => {
    const store = new MemoryStore();
    write('old.md', '---\ntitle: Old prices\neffectiveTo: 2026-01-01\n---\n\nThe price is ten.\n');
    write(
      'new.md',
      '---\npersona: finance\nstage: 5\ncompany: acme\neffectiveFrom: 2026-01-01\n---\n\nThe price is twelve.\n',
    );
    await index(store);
    const found = async (filter: object) =>
      (await new Retriever(store).search('What is the price?', { filter })).hits.map(({ passage }) => passage.text);
    expect(await found({ effectiveOn: '2025-06-01' })).toEqual(['The price is ten.']);
    expect(await found({ effectiveOn: '2026-06-01' })).toEqual([]);
    expect(await found({ effectiveOn: '2026-06-01', company: 'acme' })).toEqual(['The price is twelve.']);
    expect(await found({ company: 'acme', stage: 3 })).toEqual(['The price is ten.']);
    expect(await found({ company: 'acme', persona: 'sales', stage: 5 })).toEqual(['The price is ten.']);
  });

  it('names front matter it cannot use, and indexes the rest', async () => {
    const store = new MemoryStore();
    write('a.md', '---\ntitle: A\nstage: nine\nlanguage: english\n---\n\nText of a.\n');
    write('b.md', '---\ntitle: "B\n---\n\nText of b.\n');
    const { problems, passages } = await index(store);
    expect(passages).toBe(2);
    expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual(['a.md:4', 'a.md:3', 'b.md:2']);
    expect(problems[1]?.message).toMatch(/^stage: /);
    expect(problems[2]?.message).toMatch(/^the front matter is not valid YAML: /);
  });

  it('is asked in the language of the question', async () => {
    const store = new MemoryStore();
    write('de.md', '# Rabatte\n\nEin Rabatt von mehr als zehn Prozent wird vom Leiter der Abteilung freigegeben.\n');
    write('en.md', '# Discounts\n\nA discount of more than ten percent is approved by the head of the department.\n');
    await index(store);
    const ask = async (question: string) => (await new Retriever(store).search(question)).hits[0]?.passage.document.id;
    expect(await ask('Wer muss einen Rabatt freigeben?')).toBe('de');
    expect(await ask('Who has to approve a discount?')).toBe('en');
  });

  it('goes in by lots, may be broken off between documents, and goes on where it was', async () => {
    const lots: number[] = [];
    class Watched extends MemoryStore {
      override replace(...[source, put, remove]: Parameters<MemoryStore['replace']>): Promise<void> {
        lots.push(put.length);
        return super.replace(source, put, remove);
      }
    }
    const store = new Watched();
    for (let n = 0; n < 120; n++) write(`d${n}.md`, `Document ${n}.`);
    let [asked, read] = [0, 0];
    const options = { enough: () => ++asked === 70, onRead: () => void (read += 1) };
    const source = documentFolder('docs', folder);
    expect(await indexSource(store, source, options)).toMatchObject({ added: 70, unchanged: 0, left: 50 });
    expect(lots).toEqual([50, 20]);
    rmSync(join(folder, 'd0.md'));
    expect(await indexSource(store, source, options)).toMatchObject({ added: 50, removed: 1, left: 0 });
    expect([lots, read]).toEqual([[50, 20, 50, 0], 120]);
  });

  it('keeps what it had of a document that could not be read this time, and does not of one that cannot be', async () => {
    const store = new MemoryStore();
    write('a.md', 'The price is ten.');
    write('b.md', 'The price is twelve.');
    await index(store);
    write('a.md', 'The price is eleven.');
    write('b.md', 'The price is thirteen.');
    const broken = {
      name: 'docs',
      entries: async () =>
        (await documentFolder('docs', folder).entries()).map((entry) => ({
          ...entry,
          load: () => {
            if (entry.id === 'a') throw new Error('a.md was being read when SIGTERM ended it\nat once');
            return { document: null, problems: [] };
          },
        })),
    };
    const change = await indexSource(store, broken);
    const message = 'a.md was being read when SIGTERM ended it: what was indexed of it before stays';
    expect(change).toMatchObject({ changed: 0, removed: 1, unreadable: 2, problems: [{ file: 'a', message }] });
    expect(store.all().map(({ passages }) => passages[0]?.text)).toEqual(['The price is ten.']);
  });
});
