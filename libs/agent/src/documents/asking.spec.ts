import { MirrorSnapshot } from '@salesagent/mirror';
import { playbookSource, indexSource, MemoryStore, Retriever } from '@salesagent/retrieval';
import { documentsOf, indexFiles } from '../../testing/documents';
import { basePlaybook } from '../../testing/playbooks';
import { BatchContext } from '../batch-context';
import { CompanyDocuments, type Documents, type DocumentQuestion } from './index';

const study = (product: string, shops: number): string =>
  `---\nkind: case-study\n---\n\n# ${product}\n\n## Less waiting with ${product}\n\nA retailer with ${shops} shops cut its waiting.\n`;
const FILES = {
  'a.md': study('GTX Basic', 40),
  'b.md': study('GTX Basic', 50),
  'c.md': study('MG Special', 60),
  'd.md': study('GTX Basic', 70).replace('case-study', 'security-answer'),
};
const question: DocumentQuestion = { text: 'GTX Basic: less waiting', language: 'en' };
const ask = (limit: number) => ({ kinds: ['case-study'] as const, limit });
const idsOf = async (documents: Documents, limit: number, asked = question) =>
  (await documents.find(ask(limit), asked, '2026-03-04')).passages.map(({ file }) => file).sort();

describe('the documents of a company', () => {
  it('give passages of the kinds that are asked for, each of another document', async () => {
    const documents = await documentsOf(FILES);
    expect(await idsOf(documents, 4)).toEqual(['a.md', 'b.md']);
    expect(await idsOf(documents, 1)).toHaveLength(1);
  });

  it('give nothing that does not answer surely enough, and say so', async () => {
    const documents = await documentsOf(FILES);
    const asked = { text: 'what does the parking of a retailer at head office cost in winter', language: 'en' };
    expect(await documents.find(ask(4), asked, '2026-03-04')).toEqual({
      passages: [],
      without: 'no document of the company answers this surely enough',
    });
  });

  it('answer the same beside the whole playbook, of which nothing is given', async () => {
    const store = new MemoryStore();
    await indexSource(store, playbookSource(basePlaybook()));
    await indexFiles(store, FILES);
    const documents = new CompanyDocuments(new Retriever(store), 'acme');
    expect(await idsOf(documents, 4)).toEqual(['a.md', 'b.md']);
    expect(await idsOf(documents, 4, { text: 'when is a deal stalled', language: 'en' })).toEqual([]);
  });

  it('are held to company, day and kind whatever a store finds', async () => {
    const store = new MemoryStore();
    await indexFiles(store, {
      ...FILES,
      'theirs.md': study('GTX Basic', 80).replace('---\n\n', 'company: globex\n---\n\n'),
    });
    const retriever = new Retriever(store);
    const careless = new CompanyDocuments(
      { search: (asked, options) => retriever.search(asked, { ...options, filter: { company: 'globex' } }) },
      'acme',
    );
    const { passages } = await careless.find(ask(4), question, '2026-03-04');
    expect(passages.every(({ file, kind }) => file !== 'theirs.md' && kind === 'case-study')).toBe(true);
  });

  it('are the company’s own and those of none', async () => {
    const own = (company: string) => study('GTX Basic', 40).replace('---\n\n', `company: ${company}\n---\n\n`);
    const files = { 'acme.md': own('acme'), 'globex.md': own('globex'), 'all.md': FILES['a.md'] };
    expect(await idsOf(await documentsOf(files, 'acme'), 4)).toEqual(['acme.md', 'all.md']);
    expect(await idsOf(await documentsOf(files, 'globex'), 4)).toEqual(['all.md', 'globex.md']);
    expect(await idsOf(await documentsOf(files, 'initech'), 4)).toEqual(['all.md']);
  });
});

describe('an action that asks them', () => {
  const section = basePlaybook().section('3-pipeline/sequence-drafting')!;
  const action = { id: 'sequence-drafting', asks: { proof: ask(2) } } as const;
  const contextWith = (documents?: Documents) =>
    new BatchContext({
      ...{ mirror: MirrorSnapshot.of([]), businessDate: '2026-03-04', winCurve: null, playbook: basePlaybook() },
      ...{ tallies: new Map(), holds: () => Promise.resolve(true), open: (value: unknown) => Promise.resolve(value) },
      ...(documents && { documents }),
    });

  it('asks the same once in a pass over any number of subjects', async () => {
    const real = await documentsOf(FILES);
    const asked: string[] = [];
    const context = contextWith({
      find: (of, about, on) => {
        asked.push(`${about.text} ${about.persona} on ${on}`);
        return real.find(of, about, on);
      },
    });
    const personas = Array.from({ length: 1_000 }, (_, n) => (n % 2 === 0 ? 'finance' : 'sales'));
    const found = await Promise.all(
      personas.map((persona) => context.for(section, action).ask('proof', { ...question, persona })),
    );
    expect(found.every(({ passages }) => passages.length === 2)).toBe(true);
    expect(asked).toEqual([
      'GTX Basic: less waiting finance on 2026-03-04',
      'GTX Basic: less waiting sales on 2026-03-04',
    ]);
  });

  it('goes without where a service has none, and says so', async () => {
    expect(await contextWith().for(section, action).ask('proof', question)).toEqual({
      passages: [],
      without: 'no documents of the company can be asked here',
    });
  });

  it('asks nothing that its definition does not declare', () => {
    expect(() => contextWith().for(section, action).ask('references', question)).toThrow(
      'sequence-drafting asks documents for "references", which its definition does not declare',
    );
  });
});
