import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { Pool } from 'pg';
import type { Embedder } from '../embedding/embedder';
import { documentFolder } from '../sources/folder';
import type { LoadedDocument } from '../sources/source';
import { PASSAGES_DDL } from '../stores/postgres-schema';
import { PassagesKeeper, type KeeperParts } from './keeper';
import type { KeptSource } from './kept-source';
import { openPassages, type Passages } from './open-passages';
import { passagesPool } from './passages-store';

/** Knows east from north; `broken` says why it makes no vectors. */
class Compass implements Embedder {
  readonly dimensions = 2;
  asked = 0;
  broken: string | null = null;
  constructor(readonly model: string) {}
  embed(texts: readonly string[]): Promise<Float32Array[]> {
    if (this.broken !== null) return Promise.reject(new Error(this.broken));
    this.asked += texts.length;
    return Promise.resolve(texts.map((text) => Float32Array.from(/east/.test(text) ? [1, 0] : [0, 1])));
  }
}

describe('keeping passages', () => {
  let database: TestDatabase;
  let pool: Pool;
  let folder: string;
  let reader: Passages;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(PASSAGES_DDL);
    pool = passagesPool({ url: database.connectionString }, 'keeper', 4);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keeping-'));
    reader = openPassages({ database: { url: database.connectionString }, service: 'reader', embedder: null });
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.pool.query('truncate passages.retrieval_document, passages.retrieval_source cascade');
    await database.pool.query('truncate passages.retrieval_vector, passages.retrieval_embedding');
    await reader.close();
  });

  const write = (file: string, text: string | Buffer): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const documents = (): KeptSource => ({
    source: documentFolder('documents', folder, undefined, 'documents/'),
    place: folder,
  });
  const keeperOf = (parts: Partial<KeeperParts> = {}): PassagesKeeper => {
    const source = documents();
    const given = { pool, sources: () => Promise.resolve([source]), embedder: null, noEmbedder: 'none is configured' };
    return new PassagesKeeper({ ...given, ...parts });
  };
  type Load = () => Promise<LoadedDocument>;
  /** The documents, where reading them is done by `how`. */
  const loading = (how: (id: string, load: Load) => Promise<LoadedDocument>): KeptSource => {
    const { source, place } = documents();
    const entries = async () =>
      (await source.entries()).map((entry) => ({
        ...entry,
        load: () => how(entry.id, () => Promise.resolve(entry.load())),
      }));
    return { source: { name: source.name, entries }, place };
  };
  /** One that has its turn, and does nothing with it until it is told to go on. */
  const slowKeeper = () => {
    let [begin, goOn] = [(): void => undefined, (): void => undefined];
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const sources = async () => {
      begin();
      await held;
      return [documents()];
    };
    return { keeper: keeperOf({ sources }), begun, goOn: () => goOn() };
  };
  const found = async (question: string, passages = reader) =>
    (await passages.retriever({}).search(question)).hits.map(({ passage }) => passage.id);
  const status = async () => (await reader.status()).sources[0];

  it('finds a document that was put there, replaced, and no more when it was taken out', async () => {
    const keeper = keeperOf();
    write('security.md', '# Security\n\n## Hosting\n\nData is kept in Frankfurt.\n');
    expect(await keeper.look()).toMatchObject({ failures: [], changes: [{ change: { added: 1 } }], embedded: 0 });
    expect(await found('Where is data kept?')).toEqual(['documents/security#hosting']);
    const since = (await status())!.since;
    expect(await keeper.look()).toMatchObject({ changes: [{ change: { added: 0, changed: 0, unchanged: 1 } }] });
    expect(await status()).toMatchObject({ documents: 1, passages: 1, withVector: 0, since, failure: null });
    write('security.md', '# Security\n\n## Keys\n\nKeys are rotated each quarter.\n');
    await keeper.look();
    expect(await found('Where is data kept?')).not.toContain('documents/security#hosting');
    expect(await found('How often are keys rotated?')).toEqual(['documents/security#keys']);
    rmSync(join(folder, 'security.md'));
    expect(await keeper.look()).toMatchObject({ changes: [{ change: { removed: 1 } }] });
    expect(await found('How often are keys rotated?')).toEqual([]);
    expect(await reader.status()).toMatchObject({ embedding: { model: null, failure: 'none is configured' } });
  });

  it('names what cannot be read as long as it lies there, reads it once, and indexes the rest', async () => {
    const keeper = keeperOf();
    write('sheet.pdf', '%PDF-1.7 and nothing more');
    write('prices.md', '---\nstage: 12\n---\n\nThe price is ten.\n');
    for (let look = 0; look < 2; look++) {
      expect(await keeper.look()).toMatchObject({ changes: [{ change: { unreadable: 1 } }] });
      expect(await status()).toMatchObject({
        documents: 1,
        unreadable: [{ file: 'documents/sheet.pdf', message: expect.stringContaining('is not indexed') }],
        problems: [{ file: 'documents/prices.md', line: 2 }],
      });
    }
    expect(await found('What is the price?')).toEqual(['documents/prices#prices']);
    const read: string[] = [];
    const other = keeperOf({
      sources: () => {
        const { source, place } = documents();
        const told = async () =>
          (await source.entries()).map((entry) => ({ ...entry, load: () => (read.push(entry.id), entry.load()) }));
        return Promise.resolve([{ source: { name: source.name, entries: told }, place }]);
      },
    });
    await other.look();
    expect(read).toEqual([]); // also after a restart
    write('sheet.pdf', 'still no PDF');
    await other.look();
    expect(read).toEqual(['documents/sheet.pdf']);
    write('prices.md', '---\nstage: 5\n---\n\nThe price is ten.\n');
    rmSync(join(folder, 'sheet.pdf'));
    await other.look();
    expect(await status()).toMatchObject({ unreadable: [], problems: [] });
  });

  it('searches a folder that is gone as it was, and says so', async () => {
    const keeper = keeperOf();
    write('faq.md', '# Questions\n\n## Hosting\n\nIn Frankfurt.\n');
    await keeper.look();
    rmSync(folder, { recursive: true });
    const failure = expect.stringMatching(/^.*keeping-.* cannot be looked at: ENOENT/) as string;
    expect(await keeper.look()).toMatchObject({ changes: [], failures: [{ source: 'documents', failure }] });
    expect(await found('Where is hosting?')).toEqual(['documents/faq#hosting']);
    expect(await status()).toMatchObject({ documents: 1, failure });
    mkdirSync(folder);
    await keeper.look();
    expect(await status()).toMatchObject({ documents: 0, failure: null });
  });

  it('is done by one process at a time', async () => {
    write('faq.md', '# Questions\n\nIn Frankfurt.\n');
    const { keeper: slow, begun, goOn } = slowKeeper();
    const first = slow.look();
    await begun;
    const other = keeperOf();
    expect(await other.look()).toBeNull();
    goOn();
    expect(await first).toMatchObject({ changes: [{ change: { added: 1 } }] });
    expect(await other.look()).toMatchObject({
      changes: [{ change: { added: 0, changed: 0, removed: 0, unchanged: 1 } }],
    });
    const both = await Promise.all([keeperOf().look(), keeperOf().look(), keeperOf().look()]);
    expect(both.filter((look) => look !== null).length).toBeGreaterThan(0);
    expect(await status()).toMatchObject({ documents: 1, passages: 1 });
  });

  it('gives up the turn of a process that is gone', async () => {
    const { rows } = await pool.query<{ name: string }>('select current_database() as name');
    const { keeper: lost, begun, goOn } = slowKeeper();
    const look = lost.look();
    await begun;
    const other = keeperOf();
    expect(await other.look()).toBeNull();
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and datname = $1 and pid <> pg_backend_pid()`,
      [rows[0]!.name],
    );
    while ((await other.look()) === null) await new Promise((resolve) => setTimeout(resolve, 5));
    goOn();
    await look; // which does what it began, without harm
  });

  it('gives vectors, other ones by another model, and says whose there are', async () => {
    write('east.md', 'The sun rises in the east.');
    write('north.md', 'The needle points north.');
    const [one, other] = [new Compass('one'), new Compass('other')];
    const keeper = keeperOf({ embedder: one, noEmbedder: null });
    expect(await keeper.look()).toMatchObject({ embedded: 2, notEmbedded: null });
    expect(await keeper.look()).toMatchObject({ embedded: 0, notEmbedded: null });
    expect(await reader.status()).toMatchObject({
      embedding: { model: 'one', failure: null },
      sources: [{ passages: 2, withVector: 2 }],
    });
    const asking = (embedder: Embedder) =>
      openPassages({ database: { url: database.connectionString }, service: 'reader', embedder });
    const [byOne, byOther] = [asking(one), asking(other)];
    const vectors = async (passages: Passages) => (await passages.retriever({}).search('the sun')).vectors;
    expect(await vectors(byOne)).toEqual({ used: true, model: 'one' });
    expect(await vectors(byOther)).toEqual({
      used: false,
      why: expect.stringMatching(/vectors of one, and questions are given those of other/),
    });
    expect(await keeperOf({ embedder: other, noEmbedder: null }).look()).toMatchObject({ embedded: 2 });
    expect(await vectors(byOther)).toEqual({ used: true, model: 'other' });
    expect(await vectors(byOne)).toMatchObject({ used: false });
    await Promise.all([byOne.close(), byOther.close()]);
  });

  it('indexes also what cannot be given a vector, and goes on with it later', async () => {
    write('east.md', 'The sun rises in the east.');
    const compass = new Compass('one');
    compass.broken = 'the day’s budget is spent';
    const keeper = keeperOf({ embedder: compass, noEmbedder: null });
    expect(await keeper.look()).toMatchObject({ embedded: 0, notEmbedded: compass.broken });
    expect(await found('Where does the sun rise?')).toEqual(['documents/east#east']);
    expect(await reader.status()).toMatchObject({ embedding: { model: 'one', failure: compass.broken } });
    compass.broken = null;
    expect(await keeper.look()).toMatchObject({ embedded: 1, notEmbedded: null });
  });

  it('leaves vectors for later when something is to be searched soon', async () => {
    const text = Array.from({ length: 200 }, (_, i) => `## Part ${i}\n\nIt says ${i}.\n`).join('\n');
    write('long.md', `# Long\n\n${text}`);
    const compass = new Compass('one');
    const keeper = keeperOf({ embedder: compass, noEmbedder: null });
    const look = await keeper.look(() => keeper.hurry());
    expect(look).toMatchObject({ embedded: 64, interrupted: true });
    write('new.md', 'The needle points north.');
    expect(await keeper.look()).toMatchObject({
      changes: [{ change: { added: 1 } }],
      embedded: 137,
      interrupted: false,
    });
  });

  it('begins anew when a process without the turn wants that, in the midst of vectors and of documents', async () => {
    const text = Array.from({ length: 300 }, (_, i) => `## Part ${i}\n\nIt says ${i}.\n`).join('\n');
    write('long.md', `# Long\n\n${text}`);
    const [compass, other] = [new Compass('one'), keeperOf()];
    const embed = compass.embed.bind(compass);
    compass.embed = async (texts) => {
      if (compass.asked === 0) await other.hurry();
      return embed(texts);
    };
    const keeper = keeperOf({ embedder: compass, noEmbedder: null });
    const look = await keeper.look();
    expect(look).toMatchObject({ interrupted: true });
    expect(look!.embedded).toBeLessThan(300);
    expect(await keeper.look()).toMatchObject({ interrupted: false, notEmbedded: null });

    for (let n = 0; n < 3; n++) write(`new-${n}.md`, `The needle points north ${n}.`);
    const hurried = keeperOf({
      sources: () =>
        Promise.resolve([loading((id, load) => (id === 'documents/new-0' ? other.hurry().then(load) : load()))]),
    });
    expect(await hurried.look()).toMatchObject({ changes: [{ change: { added: 1, left: 2 } }], interrupted: true });
    expect(await hurried.look()).toMatchObject({ changes: [{ change: { added: 2, left: 0 } }], interrupted: false });
  });

  it('ends between two documents when it is told to stop, and keeps what it read', async () => {
    for (let n = 0; n < 3; n++) write(`new-${n}.md`, `The needle points north ${n}.`);
    const keeper: PassagesKeeper = keeperOf({
      sources: () =>
        Promise.resolve([
          loading((id, load) => {
            if (id === 'documents/new-0') return load();
            keeper.stop();
            return Promise.reject(new Error('ended with the service'));
          }),
        ]),
    });
    expect(await keeper.look()).toMatchObject({ changes: [{ change: { added: 1, left: 2 } }], interrupted: true });
    expect(await status()).toMatchObject({ documents: 1, unreadable: [], failure: null });
    expect(await keeper.look()).toBeNull();
    expect(await keeperOf().look()).toMatchObject({ changes: [{ change: { added: 2 } }] });
  });

  it('names a document that the database refuses, and keeps the others', async () => {
    for (const file of ['a.md', 'b.md', 'c.md']) write(file, `# Title\n\nThe word of ${file}.`);
    await keeperOf().look();
    for (const file of ['a.md', 'b.md', 'c.md']) write(file, `# Title\n\nThe new word of ${file}.`);
    const read: string[] = [];
    const source = loading(async (id, load) => {
      read.push(id);
      const loaded = await load();
      if (id === 'documents/b') loaded.document!.title = 'a\0b';
      return loaded;
    });
    const keeper = keeperOf({ sources: () => Promise.resolve([source]) });
    expect(await keeper.look()).toMatchObject({ failures: [], changes: [{ change: { changed: 2, removed: 1 } }] });
    await keeper.look();
    expect(read).toHaveLength(3); // not again before it changes
    expect(await status()).toMatchObject({
      ...{ documents: 2, failure: null },
      unreadable: [
        { file: 'documents/b.md', message: expect.stringMatching(/^cannot be kept \(.*: it is not indexed$/) },
      ],
    });
  });

  it('tries a document again whose reading broke off, three looks long, then when it changes or somebody asks', async () => {
    write('a.md', 'The sun rises in the east.');
    await keeperOf().look();
    write('a.md', 'The sun rises in the east, each day.');
    let [tried, broken] = [0, true];
    const source = loading((_, load) => {
      tried += 1;
      return broken ? Promise.reject(new Error('was ended')) : load();
    });
    const keeper = keeperOf({ sources: () => Promise.resolve([source]) });
    for (const times of [1, 2, 3, 3]) {
      await keeper.look();
      expect(tried).toBe(times);
      const message = 'was ended: what was indexed of it before stays';
      const suggestion = expect.stringMatching(times < 3 ? /the next time/ : /index --stack/) as string;
      const unreadable = [{ file: 'documents/a', message, suggestion }];
      expect(await status()).toMatchObject({ documents: 1, unreadable });
      expect(await found('Where does the sun rise?')).toEqual(['documents/a#a']);
    }
    await keeper.look(undefined, true);
    expect(tried).toBe(4);
    broken = false;
    await keeper.look();
    expect(tried).toBe(4);
    expect(await keeper.look(undefined, true)).toMatchObject({ changes: [{ change: { changed: 1, problems: [] } }] });
    expect(await status()).toMatchObject({ unreadable: [], problems: [] });
  });
});
