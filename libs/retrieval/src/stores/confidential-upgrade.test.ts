import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { Pool } from 'pg';
import { aDocument } from '../../testing/store-contract';
import { passagesPool } from '../passages/passages-store';
import { weighDocument } from '../weights';
import { CONFIDENTIAL_DDL, PASSAGES_DDL } from './postgres-schema';
import { PostgresStore } from './postgres-store';

describe('passages that were kept before documents could be confidential', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(PASSAGES_DDL);
    pool = passagesPool({ url: database.connectionString }, 'keeper', 1);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const keep = (source: string, files: readonly string[]) => {
    const use = { kind: 'case-study' as const, industries: [], reference: 'none' as const };
    const documents = files.map((file) => ({ ...aDocument(file, { A: `The price in ${file}.` }), source, file, use }));
    return new PostgresStore(pool).replace(source, documents.map(weighDocument), []);
  };

  it('are confidential at once where a folder says so, and nothing to agents any more', async () => {
    await keep('documents', [
      'documents/case-studies/a.md',
      'documents/confidential.md',
      'documents/Confidential/case-studies/b.pdf',
    ]);
    await keep('contracts', ['c.md']);
    await pool.query(`
      alter table retrieval_document drop column confidential;
      insert into retrieval_source (source, place, since, looked_at)
      values ('documents', '/srv/documents', now(), now()), ('contracts', '/srv/confidential', now(), now())`);
    await pool.query(CONFIDENTIAL_DDL);
    const { rows } = await pool.query<object>(
      'select file, confidential, use is null as nothing from retrieval_document order by file collate "C"',
    );
    expect(rows).toEqual([
      { file: 'c.md', confidential: true, nothing: true },
      { file: 'documents/Confidential/case-studies/b.pdf', confidential: true, nothing: true },
      { file: 'documents/case-studies/a.md', confidential: false, nothing: false },
      { file: 'documents/confidential.md', confidential: false, nothing: false },
    ]);
  });
});
