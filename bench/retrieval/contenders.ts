import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { Glossary } from '@salesagent/playbook';
import {
  embedPassages,
  MemoryStore,
  openVectorIndex,
  PostgresStore,
  preparePgVector,
  Retriever,
  RETRIEVAL_TABLES,
  VECTOR_INDEX_TABLES,
  VectorIndexError,
  VectorIndexedStore,
  weighDocument,
} from '@salesagent/retrieval';
import type { Embedder, PassageStore, SourceDocument } from '@salesagent/retrieval';
import { seeded } from './corpus';

export interface Contender {
  name: string;
  /** Milliseconds to index everything. */
  indexed: number;
  search(question: string): Promise<number>;
  close(): Promise<void>;
}

const PIECE = 200;

function poolOf(connectionString: string): Pool {
  const pool = new Pool({ connectionString });
  pool.on('error', () => undefined); // the database goes away under it when the bench fails
  return pool;
}

/** Vectors as long as MiniLM's, by chance: what is measured is everything but the model. */
const random = seeded(11);
const anywhere: Embedder = {
  model: 'anywhere',
  dimensions: 384,
  embed: (texts) =>
    Promise.resolve(
      texts.map(() => {
        const vector = Float32Array.from({ length: 384 }, () => random() - 0.5);
        const length = Math.hypot(...vector);
        return vector.map((value) => value / length);
      }),
    ),
};

/** One store, asked by words alone and by vectors as well. */
async function ours(where: string, store: PassageStore, documents: SourceDocument[], glossary: Glossary) {
  const began = performance.now();
  for (let at = 0; at < documents.length; at += PIECE) {
    await store.replace('bench', documents.slice(at, at + PIECE).map(weighDocument), []);
  }
  const indexed = performance.now() - began;
  await embedPassages(store, anywhere);
  const contender = (how: string, took: number, retriever: Retriever): Contender => ({
    ...{ name: `salesagent, ${where}, ${how}`, indexed: took, close: () => Promise.resolve() },
    search: async (question: string) => (await retriever.search(question, { language: 'en' })).hits.length,
  });
  return [
    contender('words', indexed, new Retriever(store, glossary)),
    contender('and vectors', performance.now() - began, new Retriever(store, glossary, anywhere)),
  ];
}

export async function inPostgres(connectionString: string, documents: SourceDocument[], glossary: Glossary) {
  const pool = poolOf(connectionString);
  await pool.query(RETRIEVAL_TABLES);
  const contenders = await ours('PostgreSQL', new PostgresStore(pool), documents, glossary);
  await pool.query('vacuum analyze');
  return contenders.map((contender, i) => (i === 0 ? { ...contender, close: () => pool.end() } : contender));
}

/** The same, but that vectors are searched by pgvector, in the same server; null, with the reason printed, without it. */
export async function inPgvector(connectionString: string, documents: SourceDocument[], glossary: Glossary) {
  const place = { url: connectionString, collection: 'vectors', owner: 'bench' };
  const { model, dimensions } = anywhere;
  try {
    await preparePgVector({ url: place.url, schema: place.collection }, { model, dimensions });
  } catch (error) {
    if (!(error instanceof VectorIndexError)) throw error;
    console.log(`pgvector is left out: ${error.message}`);
    return [];
  }
  const pool = new Pool({ connectionString, options: '-c search_path=beside' });
  pool.on('error', () => undefined);
  await pool.query(`create schema beside; ${RETRIEVAL_TABLES} ${VECTOR_INDEX_TABLES}`);
  const { index, name } = openVectorIndex({ store: 'pgvector', ...place })!;
  const store = new VectorIndexedStore(pool, index, { name });
  const [, both] = await ours('PostgreSQL and pgvector', store, documents, glossary);
  await pool.query('vacuum analyze');
  const close = async (): Promise<void> => {
    await index.close();
    await pool.end();
  };
  return [{ ...both!, close }];
}

export const inMemory = (documents: SourceDocument[], glossary: Glossary): Promise<Contender[]> =>
  ours('memory', new MemoryStore(), documents, glossary);

/** What one writes first: a `tsvector` with weights, a GIN index and `ts_rank_cd`; any word of the question counts. */
export async function plainPostgres(connectionString: string, documents: SourceDocument[]): Promise<Contender> {
  const pool = poolOf(connectionString);
  await pool.query(`create table plain (id text primary key, words tsvector not null)`);
  const began = performance.now();
  for (let at = 0; at < documents.length; at += PIECE) {
    const rows = documents
      .slice(at, at + PIECE)
      .flatMap(({ title, passages }) =>
        passages.map(({ id, heading, text }) => ({ id, heading: `${title} ${heading}`, text })),
      );
    await pool.query(
      `insert into plain select id, setweight(to_tsvector('english', heading), 'A') || to_tsvector('english', text)
       from json_to_recordset($1::json) as r (id text, heading text, text text)`,
      [JSON.stringify(rows)],
    );
  }
  await pool.query('create index on plain using gin (words)');
  const indexed = performance.now() - began;
  await pool.query('vacuum analyze plain');
  return {
    ...{ name: 'PostgreSQL, ts_rank_cd', indexed },
    search: async (question) => {
      const { rows } = await pool.query(
        `select id, ts_rank_cd(words, q) as score
         from plain, (select replace(plainto_tsquery('english', $1)::text, '&', '|')::tsquery as q) asked
         where words @@ q order by score desc limit 5`,
        [question],
      );
      return rows.length;
    },
    close: () => pool.end(),
  };
}

interface MiniSearchLike {
  addAll(documents: object[]): void;
  search(question: string, options: object): object[];
}

/** MiniSearch 7, the JavaScript library most used for this, with its BM25 and the same fields; in memory. */
export function miniSearch(documents: SourceDocument[]): Contender {
  const peers = createRequire(join(process.cwd(), 'bench/peers/package.json'));
  const MiniSearch = peers('minisearch') as new (options: object) => MiniSearchLike;
  const index = new MiniSearch({ fields: ['title', 'heading', 'text'], storeFields: [] });
  const began = performance.now();
  index.addAll(documents.flatMap(({ title, passages }) => passages.map((passage) => ({ ...passage, title }))));
  const options = { boost: { title: 1.5, heading: 2.5 } };
  return {
    ...{ name: 'MiniSearch, memory', indexed: performance.now() - began },
    search: (question) => Promise.resolve(index.search(question, options).slice(0, 5).length),
    close: () => Promise.resolve(),
  };
}
