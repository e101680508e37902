import { randomUUID } from 'node:crypto';
import { PASSAGES_DDL, passagesGrants, passagesPool, PostgresStore } from '@salesagent/retrieval';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { Pool } from 'pg';
import { indexFiles } from '../../testing/documents';
import { basePlaybook } from '../../testing/playbooks';
import { openDocuments, type OpenDocuments } from './open-documents';

const study = (front: string) =>
  `---\n${front}\n---\n\n# GTX Basic\n\n## Less waiting\n\nA retailer with 40 shops cut its waiting.\n`;
const ask = { kinds: ['case-study'] as const, limit: 4 };
const question = { text: 'GTX Basic: less waiting', language: 'en', industry: 'Retail' };

describe('the documents of a stack, as an agent asks them', () => {
  const [reader, stranger] = ['reader', 'stranger'].map((name) => `${name}_${randomUUID().slice(0, 8)}`) as [
    string,
    string,
  ];
  let database: TestDatabase;
  let keeper: Pool;
  const opened: OpenDocuments[] = [];
  const openAs = (role: string, company = 'acme'): OpenDocuments => {
    const documents = openDocuments({ database: { url: database.as(role, 'test') }, service: role, company }, () =>
      basePlaybook(),
    );
    opened.push(documents);
    return documents;
  };
  const filesFor = async (documents: OpenDocuments, on = '2026-03-04'): Promise<string[] | string | null> => {
    const { passages, without } = await documents.find(ask, question, on);
    return passages.length > 0 ? passages.map(({ file }) => file).sort() : without;
  };

  beforeAll(async () => {
    database = await testDatabase();
    for (const role of [reader, stranger]) await database.pool.query(`create role ${role} login password 'test'`);
  });
  afterAll(async () => {
    for (const documents of opened) await documents.close();
    await keeper.end();
    for (const role of [reader, stranger]) await database.pool.query(`drop owned by ${role}; drop role ${role}`);
    await database.drop();
  });

  it('are gone without where there are none, and where the service may not read them', async () => {
    expect(await filesFor(openAs(reader))).toBe('the documents of the company cannot be read here');
    await database.pool.query(PASSAGES_DDL);
    await database.pool.query(passagesGrants(reader));
    keeper = passagesPool({ url: database.connectionString }, 'keeper', 2);
    expect(await filesFor(openAs(reader))).toBe('no document of the company is for this');
    expect(await filesFor(openAs(stranger))).toBe('the documents of the company cannot be read here');
  });

  it('are found by company, business day, industry and kind, as they were indexed last', async () => {
    const store = new PostgresStore(keeper);
    const documents = openAs(reader);
    const files = {
      'all.md': study('kind: case-study\nreference: public'),
      'globex.md': study('kind: case-study\ncompany: globex'),
      'medical.md': study('kind: case-study\nindustry: medical'),
      'next-year.md': study('kind: case-study\neffectiveFrom: 2027-01-01'),
      'draft.md': study('kind: case-study\nstatus: draft'),
      'sheet.md': study('kind: product-sheet'),
      'plain.md': study('title: GTX Basic'),
    };
    await indexFiles(store, files);
    expect(await filesFor(documents)).toEqual(['all.md']);
    expect(await filesFor(documents, '2027-01-01')).toEqual(['all.md', 'next-year.md']);
    expect(await filesFor(openAs(reader, 'globex'))).toEqual(['all.md', 'globex.md']);
    const { passages } = await documents.find(ask, question, '2026-03-04');
    expect(passages[0]).toMatchObject({
      kind: 'case-study',
      mayNameCustomers: true,
      heading: 'Less waiting',
      page: null,
    });
    await indexFiles(store, { 'all.md': study('kind: case-study').replace('40', '50') });
    const [again] = (await documents.find(ask, question, '2026-03-04')).passages;
    expect(again).toMatchObject({ mayNameCustomers: false, text: 'A retailer with 50 shops cut its waiting.' });
    expect(again?.hash).not.toBe(passages[0]?.hash);
  });
});
