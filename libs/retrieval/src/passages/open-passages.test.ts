import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { Pool } from 'pg';
import { aDocument } from '../../testing/store-contract';
import { PASSAGES_DDL, PASSAGES_SCHEMA, passagesGrants } from '../stores/postgres-schema';
import { PostgresStore } from '../stores/postgres-store';
import { weighDocument } from '../weights';
import { openPassages, type Passages } from './open-passages';
import { passagesPool } from './passages-store';

describe('the passages of a running stack', () => {
  const role = `reader_${randomUUID().slice(0, 8)}`;
  let database: TestDatabase;
  let kept: Pool;
  let passages: Passages;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(`create role ${role} login password 'test'`);
    await database.pool.query(passagesGrants(role)); // there is nothing to grant yet, and nothing is wrong
    await database.pool.query(PASSAGES_DDL);
    await database.pool.query(PASSAGES_DDL);
    await database.pool.query(passagesGrants(role));
    kept = passagesPool({ url: database.connectionString }, 'keeper', 2);
    await new PostgresStore(kept).replace('docs', [weighDocument(aDocument('one', { A: 'the price of it' }))], []);
    passages = openPassages({ database: { url: database.as(role, 'test') }, service: 'reader', embedder: null });
  });
  afterAll(async () => {
    await passages.close();
    await kept.end();
    await database.pool.query(`drop owned by ${role}; drop role ${role}`);
    await database.drop();
  });

  it('are found by a service that may only read them', async () => {
    const { hits, vectors } = await passages.retriever({}).search('what is the price?');
    expect(hits.map(({ passage }) => passage.id)).toEqual(['one#a']);
    expect(vectors).toEqual({ used: false, why: 'there is no embedding model' });
    expect(await passages.status()).toEqual({
      ...{ version: 1, embedding: { model: null, failure: 'nothing was indexed yet' }, sources: [] },
    });
  });

  it('are written by no reader', async () => {
    const reader = new Pool({ connectionString: database.as(role, 'test'), max: 1 });
    const denied = (sql: string) => expect(reader.query(sql)).rejects.toThrow('permission denied');
    const column = {
      document: 'title',
      passage: 'text',
      vector: 'model',
      version: 'version',
      source: 'place',
      embedding: 'model',
    };
    for (const [table, of] of Object.entries(column)) {
      await denied(`delete from ${PASSAGES_SCHEMA}.retrieval_${table}`);
      await denied(`update ${PASSAGES_SCHEMA}.retrieval_${table} set ${of} = null`);
      await denied(`insert into ${PASSAGES_SCHEMA}.retrieval_${table} default values`);
    }
    await denied(`create table ${PASSAGES_SCHEMA}.own (a int)`);
    await reader.end();
    const store = passages.search as PostgresStore;
    await expect(store.replace('docs', [], ['one'])).rejects.toThrow('permission denied');
    await expect(store.putVectors('m', new Map())).rejects.toThrow('permission denied');
  });
});
