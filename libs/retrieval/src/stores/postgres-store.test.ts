import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { compilePlaybook, glossarySchema } from '@salesagent/playbook';
import { askAll } from '../measuring/ask-all';
import { labelledQuestions, PLAYBOOKS } from '../../testing/labelled-questions';
import { aDocument, passageStoreContract } from '../../testing/store-contract';
import { indexSource } from '../indexing';
import { Retriever } from '../retriever';
import { playbookSource } from '../sources/playbook';
import { weighDocument } from '../weights';
import { MemoryStore } from './memory-store';
import { RETRIEVAL_TABLES } from './postgres-schema';
import { PostgresStore } from './postgres-store';

describe('passages in PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(RETRIEVAL_TABLES);
  });
  afterAll(() => database.drop());

  const open = async () => {
    await database.pool.query('truncate retrieval_document, retrieval_passage, retrieval_vector');
    return new PostgresStore(database.pool);
  };

  passageStoreContract(open);

  it('changes nothing when a change cannot be made whole', async () => {
    const store = await open();
    const good = weighDocument(aDocument('one', { A: 'price' }));
    await store.replace('docs', [good], []);
    const impossible = { ...weighDocument(aDocument('three', { A: 'price' })), title: null as unknown as string };
    const change = store.replace('docs', [{ ...good, id: 'two' }, impossible], ['one']);
    await expect(change).rejects.toThrow('retrieval_document');
    expect([...(await store.indexed('docs')).keys()]).toEqual(['one']);
    expect((await store.frequencies('en', ['price'], null)).withTerm.get('price')).toBe(1);
  });

  it('takes a document of very many passages, in order', async () => {
    const store = await open();
    const texts = Array.from({ length: 2_001 }, (_, i) => [`H${i}`, `price p${i}x`] as const);
    await store.replace('docs', [weighDocument(aDocument('long', Object.fromEntries(texts)))], []);
    const { rows } = await database.pool.query<{ ids: string[] }>(
      'select array_agg(id order by ordinal) as ids from retrieval_passage',
    );
    expect(rows[0]!.ids).toEqual(texts.map(([heading]) => `long#${heading.toLowerCase()}`));
  });

  it('counts right when several write at once', async () => {
    const store = await open();
    const documents = Array.from({ length: 12 }, (_, i) => weighDocument(aDocument(`d${i}`, { A: `price w${i}x` })));
    await Promise.all(documents.map((document) => store.replace('docs', [document], [])));
    expect(await store.frequencies('en', ['price'], null)).toEqual({
      passages: 12,
      withTerm: new Map([['price', 12]]),
      withVector: 0,
    });
  });

  it('answers by what another process changed since', async () => {
    const [one, other] = [await open(), new PostgresStore(database.pool)];
    const put = (id: string, words: string) => one.replace('docs', [weighDocument(aDocument(id, { A: words }))], []);
    const asked = async () => {
      const vector = { model: 'a-model', values: Float32Array.from([1, 0]) };
      const query = { language: 'en', documentShare: 0.3, filter: {}, limit: 9, weights: new Map([['price', 1]]) };
      const found = await other.candidates({ ...query, vector });
      return found.map(({ id, impacts, similarity }) => [id, impacts.size, similarity]).sort();
    };
    await put('one', 'price');
    await put('two', 'churn');
    expect(await asked()).toEqual([['one#a', 1, null]]);
    const texts = await one.unembedded('a-model', 9);
    await one.putVectors('a-model', new Map(texts.map(({ textHash }) => [textHash, Float32Array.from([1, 0])])));
    expect(await asked()).toEqual([['one#a', 1, 1], ['two#a', 0, 1]]); // prettier-ignore
    await put('one', 'churn');
    await put('three', 'price');
    expect(await asked()).toEqual([['one#a', 0, 1], ['three#a', 1, null], ['two#a', 0, 1]]); // prettier-ignore
    await one.replace('docs', [], ['one', 'three']);
    expect(await Promise.all([asked(), asked(), asked()])).toEqual(Array(3).fill([['two#a', 0, 1]]));
  });

  it('answers the base playbook as memory does, score for score', async () => {
    const playbook = compilePlaybook(PLAYBOOKS);
    const glossary = glossarySchema.parse(playbook.data('glossary')?.value ?? {});
    const answers = await Promise.all(
      [await open(), new MemoryStore()].map(async (store) => {
        await indexSource(store, playbookSource(playbook));
        const asked = await askAll(new Retriever(store, glossary), labelledQuestions('dev'));
        return asked.map(({ labelled, answer }) => ({
          question: labelled.question,
          known: answer.known,
          hits: answer.hits.map(({ passage, score }) => [passage.id, score.toFixed(9)]),
        }));
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });
});
