import { describeWithPgvector, pgvectorDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { vectorIndexContract } from '../../../testing/vector-index-contract';
import { aPoint, DIMENSIONS, directions, MODELS, nearestOf, nearTo } from '../../../testing/vector-points';
import type { VectorPoint } from '../port';
import { PgVectorIndex } from './pgvector-index';
import { preparePgVector } from './pgvector-schema';

const [MODEL] = MODELS;

describeWithPgvector('vectors in PostgreSQL with pgvector', () => {
  let database: TestDatabase;
  const at = (url = database.connectionString) => ({ url, schema: 'vectors' });
  beforeAll(async () => {
    database = await pgvectorDatabase();
    for (const model of MODELS) await preparePgVector(at(), { model, dimensions: DIMENSIONS });
  });
  afterAll(() => database.drop());

  vectorIndexContract({
    open: (owner) => Promise.resolve(new PgVectorIndex({ ...at(), owner })),
    severed: async (owner) => {
      const line = await aLineTo(database.connectionString);
      const { port, password } = new URL(line.url);
      const index = new PgVectorIndex({ ...at(line.url), owner });
      return { index, kill: line.cut, address: `127.0.0.1:${port}`, secrets: [password, decodeURIComponent(password)] };
    },
  });

  it('is prepared any number of times, and in another schema apart', async () => {
    await Promise.all([1, 2].map(() => preparePgVector(at(), { model: MODEL, dimensions: DIMENSIONS })));
    const elsewhere = { ...at(), schema: 'Other-vectors' };
    await preparePgVector(elsewhere, { model: MODEL, dimensions: DIMENSIONS });
    const [one, other] = [new PgVectorIndex({ ...at(), owner: 'a' }), new PgVectorIndex({ ...elsewhere, owner: 'a' })];
    await one.put(MODEL, [aPoint('one')]);
    expect((await other.held(MODEL)).size).toBe(0);
    await Promise.all([one.close(), other.close()]);
  });

  it('holds to the length of a model, and lets each have its own', async () => {
    await expect(preparePgVector(at(), { model: MODEL, dimensions: 384 })).rejects.toMatchObject({
      ...{ kind: 'invalid', message: expect.stringContaining(`keeps vectors of ${DIMENSIONS} numbers for ${MODEL}`) },
    });
    await preparePgVector(at(), { model: 'a-long-one', dimensions: 3_072 });
    const index = new PgVectorIndex({ ...at(), owner: 'long' });
    const [values] = directions(1, 3, 3_072);
    await index.put('a-long-one', [aPoint('one', { values })]);
    const [found] = await index.nearest(nearTo(values!, { model: 'a-long-one' }));
    expect(found?.similarity).toBeCloseTo(1, 5);
    await index.close();
  });

  it('says what to do where nothing was prepared', async () => {
    const index = new PgVectorIndex({ ...at(), owner: 'a' });
    await expect(index.held('unheard-of')).rejects.toMatchObject({
      ...{ kind: 'rejected', message: expect.stringContaining('salesagent playbook vectors') },
    });
    await index.close();
  });

  it('names the remedy where the server has no pgvector, or no right to it', async () => {
    await database.pool.query(`create database ${database.name}_bare`);
    const bare = new URL(database.connectionString);
    bare.pathname = `/${database.name}_bare`;
    const prepared = preparePgVector(at(bare.href), { model: MODEL, dimensions: DIMENSIONS });
    await expect(prepared).rejects.toMatchObject({
      ...{ kind: 'rejected', message: expect.stringContaining('has no pgvector. Install pgvector') },
    });
    const index = new PgVectorIndex({ ...at(bare.href), owner: 'a' });
    await expect(index.held(MODEL)).rejects.toThrow(/without the extension vector. Run/);
    await index.close();
    await database.pool.query(`drop database ${database.name}_bare with (force)`);
  });

  it('serves a role that may not make tables, once it was given the right to these', async () => {
    const role = `${database.name}_service`;
    await database.pool.query(`create role ${role} login password 'p@ss word'`);
    const url = database.as(role, 'p@ss word');
    const own = { model: MODEL, dimensions: DIMENSIONS };
    await expect(preparePgVector({ url, schema: 'own' }, own)).rejects.toMatchObject({ kind: 'rejected' });
    const index = new PgVectorIndex({ ...at(url), owner: role });
    await expect(index.held(MODEL)).rejects.toThrow(/permission denied.*vectors --role/);
    await preparePgVector(at(), { ...own, role });
    await index.put(MODEL, [aPoint('one')]);
    expect((await index.held(MODEL)).size).toBe(1);
    await index.close();
    const wrong = new PgVectorIndex({ ...at(database.as(role, 'not it')), owner: role });
    const refused: unknown = await wrong.held(MODEL).catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'rejected', message: expect.stringContaining('password') });
    expect((refused as Error).message).not.toContain('not it');
    await wrong.close();
    await database.pool.query(`drop owned by ${role}; drop role ${role}`);
  });

  it('finds by HNSW what comparing every one finds, behind filters too', async () => {
    const points: VectorPoint[] = directions(6_000, 5).map((values, i) =>
      aPoint(`p${i}`, { values, scope: { stage: 1 + (i % 2), company: i % 3 === 0 ? 'acme' : null } }),
    );
    const index = new PgVectorIndex({ ...at(), owner: 'many' });
    await index.put(MODEL, points);
    await database.pool.query('vacuum analyze');
    const asked = directions(20, 17);
    const share = async (filter: { company?: string; stage?: number }, admitted: VectorPoint[]) => {
      let found = 0;
      for (const values of asked) {
        const near = await index.nearest(nearTo(values, { filter, limit: 60 }));
        expect(near).toHaveLength(60);
        const expected = new Set(nearestOf(admitted, values, 60));
        found += near.filter(({ id }) => expected.has(id)).length;
      }
      return found / (60 * asked.length);
    };
    const free = points.filter(({ scope }) => scope.company === null);
    expect(await share({ company: 'acme' }, points)).toBeGreaterThanOrEqual(0.97);
    expect(await share({}, free)).toBeGreaterThanOrEqual(0.97);
    // 2,000 of them are left: one by one.
    expect(await share({ stage: 2 }, free.filter(({ scope }) => scope.stage === 2))).toBe(1); // prettier-ignore
    await index.close();
  });
});

/** A line to a server that can be cut, as if the server had gone. */
async function aLineTo(url: string): Promise<{ url: string; cut: () => Promise<void> }> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const kept = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server: Server = createServer((inward) => {
    const outward = kept(connect(Number(target.port), target.hostname));
    kept(inward).pipe(outward).pipe(inward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const through = new URL(url);
  through.port = String((server.address() as { port: number }).port);
  const cut = (): Promise<void> =>
    new Promise((closed) => {
      server.close(() => closed());
      for (const socket of sockets) socket.destroy();
    });
  return { url: through.href, cut };
}
