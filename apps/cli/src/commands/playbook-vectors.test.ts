import { describeWithPgvector, pgvectorDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { Io } from '../output/io';
import { run } from '../program';

const SAID = ['playbook', 'vectors', '--model', 'a-model', '--dimensions', '8'];

async function called(environment: Record<string, string>, ...more: string[]) {
  let out = '';
  let err = '';
  const io: Io = {
    ...{ environment, cwd: process.cwd(), now: () => 0, sleep: () => Promise.resolve(), writeFile: () => undefined },
    out: (text) => void (out += `${text}\n`),
    err: (text) => void (err += `${text}\n`),
  };
  return { code: await run(io, [...SAID, ...more]), out, err };
}

it('says what is missing where no pgvector is configured', async () => {
  expect(await called({})).toMatchObject({ code: 2, err: expect.stringContaining('VECTOR_STORE is none') as string });
  expect(await called({ VECTOR_STORE: 'pgvector' })).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('needs VECTOR_STORE_URL') as string },
  });
});

describeWithPgvector('salesagent playbook vectors', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await pgvectorDatabase();
  });
  afterAll(() => database.drop());

  it('makes the table of a model, again and again, and no secret is printed', async () => {
    const environment = { VECTOR_STORE: 'pgvector', VECTOR_STORE_URL: database.connectionString };
    const made = await called(environment, '--json');
    expect(JSON.parse(made.out)).toEqual({ schema: 'salesagent_vectors', model: 'a-model', dimensions: 8, role: null });
    expect((await called(environment)).out).toContain('ready for vectors of a-model (8 numbers each)');
    const { rows } = await database.pool.query(
      `select format_type(a.atttypid, a.atttypmod) as type from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'salesagent_vectors'::regnamespace and a.attname = 'embedding' and c.relkind = 'r'`,
    );
    expect(rows).toEqual([{ type: 'vector(8)' }]);
    const refused = await called(environment, '--dimensions', '9', '--role', 'nobody');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('keeps vectors of 8 numbers') as string });
    expect(refused.err).not.toContain(new URL(database.connectionString).password);
  });
});
