import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { indexSource } from '../indexing';
import { passagesPool } from '../passages/passages-store';
import { PASSAGES_DDL } from '../stores/postgres-schema';
import { PostgresStore } from '../stores/postgres-store';
import { documentFolder } from './folder';

describe('a folder of documents that is kept in PostgreSQL', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(PASSAGES_DDL);
    folder = mkdtempSync(join(tmpdir(), 'kept-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  it('is indexed whatever one of its files holds', async () => {
    const write = (file: string, content: string | Buffer): void => writeFileSync(join(folder, file), content);
    write('utf16.md', Buffer.from('\uFEFF# Price\r\n\r\nTen.\r\n', 'utf16le'));
    write('zero.md', 'A \0 in it.');
    write(
      'half.md',
      '---\ntitle: "a \\ud800 b"\npersona: "\\ud800"\nindustry: ["\\udc00", "\\0"]\nkind: case-study\n---\n\nWords.\n',
    );
    write('heading.md', '# A &#xD800; &#0; &#1; b\n\n[x]: <a&#xDC00;b> "&#xD800;"\n\nWords.\n');
    write('alias.md', '---\nstage: *a\u0001b\n---\n\nWords.\n');
    write('year.md', '---\neffectiveFrom: 0000-01-01\n---\n\nWords.\n');
    write('a.md', 'One.');
    write('a.markdown', 'Two.');
    symlinkSync(tmpdir(), join(folder, 'outside'));
    const pool = passagesPool({ url: database.connectionString }, 'folder', 2);
    const store = new PostgresStore(pool);
    const source = documentFolder('documents', folder, undefined, 'documents/');
    try {
      const { unreadable, problems } = await indexSource(store, source);
      expect(unreadable).toBe(2);
      await pool.query('select $1::jsonb', [JSON.stringify(problems)]);
      expect([...(await store.indexed('documents')).keys()].sort()).toEqual(
        ['a', 'a.markdown', 'alias', 'half', 'heading', 'utf16', 'year'].map((id) => `documents/${id}`),
      );
      expect(await indexSource(store, source)).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 7 });
    } finally {
      await pool.end();
    }
  });
});
