import { loadConfig } from '@salesagent/platform';
import { openPassages, PASSAGES_DDL, PassagesKeeper, passagesPool, type Answer } from '@salesagent/retrieval';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { documentFolder } from '@salesagent/retrieval';
import { reply, type Reply } from '../../testing/stand-in/reply';
import { startStandIn, type StandIn } from '../../testing/stand-in/server';
import { LEDGER_TABLES } from '../ledger/postgres-schema';
import { PostgresLedger } from '../ledger/postgres-ledger';
import { embedderFrom } from './embedder-from';

describe('passages that are given vectors by a server', () => {
  let database: TestDatabase;
  let pool: Pool;
  let folder: string;
  let server: StandIn;
  let answers: Reply;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(PASSAGES_DDL);
    await database.pool.query(LEDGER_TABLES);
    pool = passagesPool({ url: database.connectionString }, 'orchestrator', 3);
    server = await startStandIn(() => answers, { apiKey: 'k' });
  });
  afterAll(async () => {
    await server.close();
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    answers = reply.text('');
    folder = mkdtempSync(join(tmpdir(), 'with-vectors-'));
    writeFileSync(join(folder, 'hosting.md'), '# Hosting\n\n## Where data is kept\n\nIn Frankfurt and in Dublin.\n');
    await database.pool.query('truncate models.model_call, models.model_spending');
    await database.pool.query('truncate passages.retrieval_document, passages.retrieval_source cascade');
    await database.pool.query('truncate passages.retrieval_vector');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const embedder = (agent: string, more: Record<string, string> = {}) => {
    const own = { EMBEDDINGS: 'openai', OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'k', ...more };
    const config = loadConfig({ DATABASE_URL: database.connectionString, SALESAGENT_COMPANY: 'acme', ...own });
    return embedderFrom(config, { ledger: new PostgresLedger(database.pool), agent }).embedder;
  };
  const look = (more: Record<string, string> = {}) => {
    const sources = () => Promise.resolve([{ source: documentFolder('documents', folder), place: folder }]);
    const parts = { pool, sources, embedder: embedder('orchestrator', more), noEmbedder: null };
    return new PassagesKeeper(parts).look();
  };
  const ask = async (more: Record<string, string> = {}, question = 'Where is our data kept?'): Promise<Answer> => {
    const settings = { database: { url: database.connectionString }, service: 'console' };
    const passages = openPassages({ ...settings, embedder: embedder('console', more) });
    return passages
      .retriever({})
      .search(question)
      .finally(() => passages.close());
  };
  const calls = async () => {
    const { rows } = await database.pool.query<object>(
      `select agent, action, model, outcome, input_tokens::int > 0 as used, usd > 0 as paid
         from models.model_call order by at`,
    );
    return rows;
  };

  it('counts what indexing and what asking costs, each for the service that asks', async () => {
    expect(await look()).toMatchObject({ embedded: 1, notEmbedded: null });
    const { known, vectors } = await ask();
    expect([known, vectors]).toEqual([true, { used: true, model: '127.0.0.1/text-embedding-3-small/1536' }]);
    const call = { action: 'embedding', model: 'text-embedding-3-small', outcome: 'answered', used: true, paid: true };
    expect(await calls()).toEqual([
      { agent: 'orchestrator', ...call },
      { agent: 'console', ...call },
    ]);
  });

  it('embeds again when the length is another', async () => {
    await look();
    expect(await look({ EMBEDDING_DIMENSIONS: '256' })).toMatchObject({ embedded: 1 });
    expect(await look({ EMBEDDING_DIMENSIONS: '256' })).toMatchObject({ embedded: 0 });
    expect((await ask()).vectors).toMatchObject({ used: false, why: expect.stringContaining('/256, and questions') });
  });

  it('sends nothing of a confidential document, which its words find all the same, unless that is configured', async () => {
    const text = (confidential: boolean) =>
      `---\ntitle: Margins\nconfidential: ${confidential}\n---\n\n## Lowest margin\n\nNobody sells a zebrafish below 31 percent.\n`;
    writeFileSync(join(folder, 'margins.md'), text(true));
    const sent = () => JSON.stringify(server.requests.slice(before).map(({ body }) => body));
    let before = server.requests.length;
    expect(await look()).toMatchObject({ embedded: 2, notEmbedded: null });
    expect(sent()).toContain('Frankfurt');
    expect(sent()).not.toMatch(/argin|zebrafish|31 percent/);
    const found = await ask({}, 'How low may a zebrafish sell?');
    expect(found.vectors.used).toBe(true);
    expect(found.hits.map(({ passage }) => passage.id)).toContain('margins#lowest-margin');

    before = server.requests.length;
    expect(await look({ EMBEDDING_CONFIDENTIAL: 'sent' })).toMatchObject({ embedded: 2 });
    expect(sent()).toContain('zebrafish');

    await look();
    before = server.requests.length;
    writeFileSync(join(folder, 'margins.md'), text(false));
    expect(await look()).toMatchObject({ embedded: 1, notEmbedded: null });
    expect(sent()).toContain('zebrafish');
  });

  it('answers by words while the server is down, and says so', async () => {
    await look();
    answers = reply.status(400, 'model_not_found');
    const { known, vectors, hits } = await ask();
    expect([known, hits[0]?.passage.id]).toEqual([true, 'hosting#where-data-is-kept']);
    expect(vectors).toEqual({ used: false, why: expect.stringMatching(/^127\.0\.0\.1 /) });
    writeFileSync(join(folder, 'price.md'), '# Price\n\nIt is ten.\n');
    const failed = await look();
    expect(failed).toMatchObject({ changes: [{ change: { added: 1 } }], embedded: 0 });
    expect(failed?.notEmbedded).toMatch(/^127\.0\.0\.1 /);
    answers = reply.text('');
    expect((await ask()).vectors).toMatchObject({
      used: false,
      why: expect.stringMatching(/^1 of 2 passages have no/),
    });
    expect(await look()).toMatchObject({ embedded: 1, notEmbedded: null });
  });

  it('answers by words when the budget of the day is spent, and says when it is free again', async () => {
    await look();
    const spent = { MODEL_BUDGET_TOKENS_PER_DAY: '1' };
    const { known, vectors } = await ask(spent);
    expect(known).toBe(true);
    expect(vectors).toEqual({ used: false, why: expect.stringMatching(/^The day's budget of acme, 1 tokens/) });
    writeFileSync(join(folder, 'price.md'), '# Price\n\nIt is ten.\n');
    expect(await look(spent)).toMatchObject({ embedded: 0, notEmbedded: expect.stringMatching(/^The day's budget/) });
    expect(await calls()).toHaveLength(1);
  });
});
