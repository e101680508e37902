import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { Pool } from 'pg';
import { MemoryVectorIndex, MemoryVectorServer } from '../../testing/memory-vector-index';
import type { Embedder } from '../embedding/embedder';
import { documentFolder } from '../sources/folder';
import { PASSAGES_DDL, passagesGrants } from '../stores/postgres-schema';
import { PassagesKeeper } from './keeper';
import { openPassages, type Passages } from './open-passages';
import { passagesPool } from './passages-store';

const compass: Embedder = {
  ...{ model: 'compass', dimensions: 2 },
  embed: (texts) => Promise.resolve(texts.map((text) => Float32Array.from(/east/i.test(text) ? [1, 0] : [0, 1]))),
};

describe('the passages of a running stack whose vectors are searched elsewhere', () => {
  const role = `reader_${randomUUID().slice(0, 8)}`;
  const server = new MemoryVectorServer();
  const folder = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const vectors = () => ({ index: new MemoryVectorIndex(server), name: 'memory:1' });
  let database: TestDatabase;
  let pool: Pool;
  let reader: Passages;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(PASSAGES_DDL);
    await database.pool.query(`create role ${role} login password 'test'`);
    await database.pool.query(passagesGrants(role));
    pool = passagesPool({ url: database.connectionString }, 'keeper', 2);
    const url = database.as(role, 'test');
    reader = openPassages({ database: { url }, service: 'reader', embedder: compass, vectors: vectors() });
    writeFileSync(join(folder, 'one.md'), '# One\n\n## East\n\nThe sun rises in the east.\n');
  });
  afterAll(async () => {
    await reader.close();
    await pool.end();
    rmSync(folder, { recursive: true });
    await database.pool.query(`drop owned by ${role}; drop role ${role}`);
    await database.drop();
  });

  /** As a process that starts, with the fewest connections. */
  const aKeeper = () => {
    const source = { source: documentFolder('documents', folder, undefined, 'documents/'), place: folder };
    const sources = () => Promise.resolve([source]);
    return new PassagesKeeper({ pool, sources, embedder: compass, noEmbedder: null, vectors: vectors() });
  };
  const asked = async () => (await reader.retriever({}).search('where is east?')).vectors;

  it('follow, are found by who may only read, and what they lost is found out and brought back', async () => {
    const keeper = aKeeper();
    expect((await keeper.look())?.notEmbedded).toBeNull();
    expect(await asked()).toEqual({ used: true, model: 'compass' });
    server.points.clear();
    expect(await asked()).toMatchObject({ used: false, why: expect.stringContaining('has lost vectors') as string });
    await aKeeper().look();
    expect(await asked()).toEqual({ used: true, model: 'compass' });
  });

  it('say what is the matter where nobody answers there', async () => {
    const keeper = aKeeper();
    server.down = true;
    writeFileSync(join(folder, 'two.md'), '# Two\n\n## East again\n\nIt rises in the east each day.\n');
    const look = await keeper.look();
    expect([look?.embedded, look?.notEmbedded]).toEqual([1, 'memory:1 does not answer']);
    expect((await reader.status()).embedding).toEqual({ model: 'compass', failure: 'memory:1 does not answer' });
    expect(await asked()).toMatchObject({ used: false, why: expect.stringContaining('not yet complete') as string });
    server.down = false;
    expect((await keeper.look())?.notEmbedded).toBeNull();
    expect(await asked()).toEqual({ used: true, model: 'compass' });
  });
});
