import { aDocument } from '../testing/store-contract';
import { EmbeddingError, type Embedder } from './embedding/embedder';
import { embedPassages } from './embedding/embed-passages';
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
});
