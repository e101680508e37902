import { aDocument } from '../testing/store-contract';
import { EmbeddingError, type Embedder } from './embedding/embedder';
import { embedPassages } from './embedding/embed-passages';
import type { PassageFilter } from './passage';
import { Rest } from './rest';
import { Retriever } from './retriever';
import { MemoryStore } from './stores/memory-store';
import { weighDocument } from './weights';

/** Knows two directions: what is about money, and everything else. */
const money: Embedder = {
  model: 'money',
  dimensions: 2,
  embed: (texts) =>
    Promise.resolve(texts.map((text) => Float32Array.from(/price|rebate|cheap/i.test(text) ? [1, 0] : [0, 1]))),
};

describe('a retriever with a model', () => {
  let store: MemoryStore;
  beforeEach(async () => {
    store = new MemoryStore();
    const document = aDocument('one', { Limits: 'The price is ten.', Lunch: 'Soup on Thursdays.' });
    await store.replace('docs', [weighDocument(document)], []);
  });
  const ask = (embedder: Embedder | null) => new Retriever(store, {}, embedder).search('Is there a rebate?');

  it('finds by meaning what no word of the question is in', async () => {
    expect((await ask(null)).hits).toEqual([]);
    await embedPassages(store, money);
    const { hits, vectors } = await ask(money);
    expect(vectors).toEqual({ used: true, model: 'money' });
    expect(hits.map(({ passage, similarity }) => [passage.heading, similarity])).toEqual([['Limits', 1], ['Lunch', 0]]); // prettier-ignore
  });

  it('goes by words alone, and says so, while not every passage has a vector', async () => {
    await embedPassages(store, money);
    await store.replace('docs', [weighDocument(aDocument('two', { Rebate: 'A rebate.' }))], []);
    const { hits, vectors } = await ask(money);
    expect(vectors).toEqual({ used: false, why: '1 of 3 passages have no vector of money yet; indexing makes them' });
    expect(hits.map(({ passage }) => passage.id)).toEqual(['two#rebate']);
  });

  it('goes by words alone, and says why, when the model does not answer', async () => {
    await embedPassages(store, money);
    const down: Embedder = { ...money, embed: () => Promise.reject(new EmbeddingError('it is down')) };
    expect((await ask(down)).vectors).toEqual({ used: false, why: 'it is down' });
    expect((await ask(null)).vectors).toEqual({ used: false, why: 'there is no embedding model' });
  });

  it('goes by words alone, and says why, when a passage without a vector comes in while it is asked', async () => {
    await embedPassages(store, money);
    const late = weighDocument(aDocument('two', { Rebate: 'The price of a rebate.' }));
    const slow: Embedder = {
      ...money,
      embed: async (texts, kind) => {
        await store.replace('docs', [late], []);
        return money.embed(texts, kind);
      },
    };
    const { hits, vectors } = await new Retriever(store, {}, slow).search('Which price?');
    expect(vectors).toEqual({ used: false, why: 'passages came in meanwhile that have no vector yet' });
    const found = hits.map(({ passage, similarity }) => `${passage.id} ${similarity}`).sort();
    expect(found).toEqual(['one#limits null', 'two#rebate null']);
  });

  it('shows no model what became confidential while it was asked, and shows it to people', async () => {
    const searched = store.candidates.bind(store);
    const asked = async (filter: PassageFilter) => {
      await store.replace('docs', [weighDocument(aDocument('one', { Limits: 'The price is ten.' }))], []);
      store.candidates = async (query) => {
        const found = await searched(query);
        const now = { ...aDocument('one', { Limits: 'The price is ten.' }), confidential: true as const };
        await store.replace('docs', [weighDocument(now)], []);
        return found;
      };
      return new Retriever(store).search('Which price?', { filter });
    };
    expect(await asked({ forModel: true })).toMatchObject({ hits: [], known: false, confidence: 0 });
    expect((await asked({})).hits.map(({ passage }) => passage.id)).toEqual(['one#limits']);
  });

  it('lets no other fault of a store pass for a missing vector', async () => {
    await embedPassages(store, money);
    store.candidates = () => Promise.reject(new Error('the disk is full'));
    await expect(ask(money)).rejects.toThrow('the disk is full');
  });

  it('embeds in pieces, and goes on where it was interrupted', async () => {
    const texts = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`H${i}`, `Text ${i}.`]));
    await store.replace('docs', [weighDocument(aDocument('long', texts))], []);
    let calls = 0;
    const twice: Embedder = {
      ...money,
      embed: (batch, kind) => (++calls === 3 ? Promise.reject(new EmbeddingError('cut')) : money.embed(batch, kind)),
    };
    await expect(embedPassages(store, twice)).rejects.toThrow('cut');
    const told: number[] = [];
    expect(await embedPassages(store, money, (done) => told.push(done))).toBe(152 - 128);
    expect(told).toEqual([24]);
  });

  describe('that does not take every text', () => {
    class Refused extends Error {}
    let asked: string[][];
    beforeEach(() => (asked = []));
    const picky = (takes: (text: string) => boolean, rest?: Rest): Embedder => ({
      ...{ ...money, ...(rest && { rest }) },
      embed: (texts, kind) => {
        asked.push([...texts]);
        return texts.every(takes) ? money.embed(texts, kind) : Promise.reject(new Refused('does not accept it (400).'));
      },
      isAboutTexts: (error) => error instanceof Refused,
    });
    const index = async (embedder: Embedder) => {
      const told: string[] = [];
      const done = await embedPassages(store, embedder, undefined, (one) => told.push(one));
      return { done, told };
    };

    it('takes the beginning of one that is too long, names it, and goes on with the others', async () => {
      const texts = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`H${i}`, `Text ${i}.`]));
      await store.replace(
        'docs',
        [weighDocument(aDocument('long', { ...texts, Table: '| 12 | 34 '.repeat(600) }))],
        [],
      );
      const embedder = picky((text) => text.length < 2_000);
      const { done, told } = await index(embedder);
      expect([done, told]).toEqual([
        73,
        [expect.stringMatching(/^long#table.* by its first \d+ characters alone; .*400/)],
      ]);
      expect((await ask(embedder)).vectors).toEqual({ used: true, model: 'money' });
    });

    it('gives one that it takes in no length a vector that is near to nothing, so that the others are found', async () => {
      const embedder = picky((text) => !text.includes('Lunch'));
      expect(await index(embedder)).toEqual({
        done: 2,
        told: [expect.stringMatching(/^one#lunch is found by its words alone; change it: does not accept/)],
      });
      expect((await ask(embedder)).vectors.used).toBe(true);
    });

    it('and takes none is told as it is, after two requests, and left alone for a while', async () => {
      let now = 0;
      const embedder = picky(
        () => false,
        Rest.ofIndexing(() => now),
      );
      await expect(index(embedder)).rejects.toThrow('does not accept it (400).');
      await expect(index(embedder)).rejects.toThrow('does not accept it (400).');
      expect(asked.map((texts) => texts.length)).toEqual([2, 1]);
      now += 60_000;
      await expect(index(embedder)).rejects.toThrow('does not accept it (400).');
      expect(asked).toHaveLength(4);
    });
  });
});
