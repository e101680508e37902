import { aDocument } from '../../testing/store-contract';
import { Retriever } from '../retriever';
import { MemoryStore } from '../stores/memory-store';
import { weighDocument } from '../weights';
import type { AnswerReader, Excerpt, Quoted } from './answer-reader';
import { ReadingRetriever } from './read-answer';

const TEXTS = {
  Discount: 'A discount is given by the price book.',
  Signature: 'A discount above ten percent is signed by the manager.',
  Expiry: 'A discount ends with the quarter.',
};

describe('passages that are read', () => {
  let store: MemoryStore;
  let shown: Excerpt[];
  beforeEach(async () => {
    store = new MemoryStore();
    shown = [];
    await store.replace('docs', [weighDocument(aDocument('one', TEXTS))], []);
  });
  const reader = (read: (excerpts: readonly Excerpt[]) => Quoted | null): AnswerReader => ({
    name: 'a reader',
    read: (_question, excerpts) => {
      shown = [...excerpts];
      return Promise.resolve().then(() => read(excerpts));
    },
  });
  const ask = (by: AnswerReader | null, limit?: number) =>
    new ReadingRetriever(new Retriever(store), by).search(
      'Who signs a discount?',
      limit === undefined ? {} : { limit },
    );
  const quoting = (heading: string, words: string) =>
    reader((excerpts) => ({ excerpt: excerpts.findIndex((one) => one.heading.endsWith(heading)), words }));

  it('answer by their own words: the passage that does stands first, also where fewer are wanted than were read', async () => {
    const guessed = await ask(null);
    const last = guessed.hits.at(-1)!.passage;
    const words = last.text.split(' ').slice(0, 4).join(' ');
    const { known, reading, hits } = await ask(quoting(last.heading, words), 1);
    expect({ known, reading }).toEqual({
      ...{ known: true, reading: { by: 'a reader', quotation: { passage: last.id, words } } },
    });
    expect(hits.map(({ passage }) => passage.id)).toEqual([last.id]);
    expect(shown).toHaveLength(guessed.hits.length);
  });

  it('do not answer where the reader finds nothing, whatever the guess was', async () => {
    const { known, reading } = await ask(reader(() => null));
    expect({ known, reading }).toEqual({ known: false, reading: { by: 'a reader', quotation: null } });
  });

  it.each<[string, AnswerReader, string]>([
    ['made up', quoting('Signature', 'signed by the chief executive'), 'what was quoted stands in no passage'],
    ['of another passage', quoting('Expiry', 'signed by the manager'), 'what was quoted stands in no passage'],
    ['of a passage that was not shown', reader(() => ({ excerpt: 9, words: 'a b c' })), 'that was not shown'],
    ['missing', quoting('Signature', ''), 'fewer than 3 words'],
  ])('are guessed where the quotation is %s', async (_what, by, because) => {
    const guessed = await ask(null);
    const answer = await ask(by);
    expect(answer).toEqual({ ...guessed, reading: { by: null, why: expect.stringContaining(because) as string } });
  });

  it('are guessed where nobody reads, and why is told', async () => {
    const down = reader(() => {
      throw new Error('the model is down');
    });
    const guessed = await ask(null);
    expect(await ask(down)).toEqual({ ...guessed, reading: { by: null, why: 'the model is down' } });
    expect(guessed.reading).toEqual({ by: null, why: null });
  });

  it('are not shown to the reader where they are confidential, and are found by whoever asks', async () => {
    const secret = aDocument('two', { Margin: 'A discount below thirty percent margin is signed by the owner.' });
    await store.replace('docs', [weighDocument({ ...secret, confidential: true })], []);
    const answer = await ask(reader(() => null));
    expect(JSON.stringify(shown)).toContain('signed by the manager');
    expect(JSON.stringify(shown)).not.toMatch(/margin|owner/);
    expect(answer.hits.map(({ passage }) => passage.id)).toContain('two#margin');
    expect(answer.reading).toEqual({ by: null, why: expect.stringContaining('1 it was not shown: confidential') });
    await store.replace('docs', [], ['one']);
    shown = [];
    expect((await ask(reader(() => null))).reading).toEqual({ by: null, why: 'what was found is confidential' });
    expect(shown).toEqual([]);
  });

  it('are not read where there are none', async () => {
    store = new MemoryStore();
    const { known, reading } = await ask(quoting('Signature', 'signed by the manager'));
    expect({ known, reading }).toEqual({ known: false, reading: { by: null, why: 'nothing was found to read' } });
    expect(shown).toEqual([]);
  });
});
