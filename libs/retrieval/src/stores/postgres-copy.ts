import { inTransaction } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import type { DocumentUse } from '../document-use';
import { LanguageIndex, type SearchedDocument, type SearchedPassage } from '../searching/language-index';
import { SEARCHED, VERSION } from './postgres-queries';
import { vectorOf } from './vector-bytes';

/** Documents, and vectors, that are read at once: a few megabytes. */
const DOCUMENTS_AT_ONCE = 500;
const VECTORS_AT_ONCE = 2_000;

/** What a process holds of the tables, as of one version of them; not changed once it is there. */
export class Held {
  private readonly indexes = new Map<string, LanguageIndex>();

  constructor(
    readonly version: bigint,
    readonly documents: ReadonlyMap<string, SearchedDocument>,
    /** Model → text hash → vector. */
    readonly vectors: ReadonlyMap<string, ReadonlyMap<string, Float32Array>>,
    /** Indexes of before, for languages in which no document came or went. */
    unchanged: ReadonlyMap<string, LanguageIndex>,
  ) {
    for (const [language, index] of unchanged) this.indexes.set(language, this.withVectors(index));
  }

  indexOf(language: string): LanguageIndex {
    const held = this.indexes.get(language);
    if (held) return held;
    const documents = [...this.documents.values()].filter((document) => document.language === language);
    const made = this.withVectors(new LanguageIndex(documents));
    this.indexes.set(language, made);
    return made;
  }

  /** The indexes that still hold when documents in some languages change. */
  indexesBut(changed: ReadonlySet<string>): Map<string, LanguageIndex> {
    return new Map([...this.indexes].filter(([language]) => !changed.has(language)));
  }

  private withVectors(index: LanguageIndex): LanguageIndex {
    index.setVectors(this.vectors);
    return index;
  }
}

/**
 * A copy of what is searched, kept by each process that asks: before every answer it reads the version of the tables, and
 * where that moved, the documents and vectors that it does not hold yet. An answer is never older than its question.
 */
export class PostgresCopy {
  private held = new Held(-1n, new Map(), new Map(), new Map());
  private loading: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    /** Whether it holds vectors: not where another store is asked for the nearest. */
    private readonly withVectors = true,
  ) {}

  async current(): Promise<Held> {
    const { rows } = await this.pool.query<{ version: string }>({ name: 'retrieval-version', text: VERSION });
    const wanted = BigInt(rows[0]?.version ?? 0);
    if (this.held.version < wanted) {
      // One after another: who waited for another's load mostly finds that it was enough.
      const load = this.loading.then(async () => {
        if (this.held.version < wanted) this.held = await this.read();
      });
      this.loading = load.catch(() => undefined);
      await load;
    }
    return this.held;
  }

  /** Everything as of one moment, so that version, documents and vectors belong together. */
  private read(): Promise<Held> {
    const readOnly = (client: PoolClient) => client.query('begin isolation level repeatable read read only');
    const asOfNow = async (client: PoolClient): Promise<Held> => {
      const { rows } = await client.query<{ version: string }>(VERSION);
      const { documents, languages } = await this.readDocuments(client);
      const vectors = this.withVectors ? await this.readVectors(client) : new Map<string, never>();
      return new Held(BigInt(rows[0]?.version ?? 0), documents, vectors, this.held.indexesBut(languages));
    };
    return inTransaction(this.pool, asOfNow, readOnly);
  }

  private async readDocuments(client: PoolClient) {
    const { rows } = await client.query<{ no: string }>('select no from retrieval_document');
    const there = new Set(rows.map(({ no }) => no));
    const kept = [...this.held.documents].filter(([no]) => there.has(no));
    const gone = [...this.held.documents].filter(([no]) => !there.has(no));
    const documents = new Map(kept);
    const languages = new Set(gone.map(([, { language }]) => language));
    const missing = [...there].filter((no) => !documents.has(no));
    for (let from = 0; from < missing.length; from += DOCUMENTS_AT_ONCE) {
      const read = await client.query<SearchedRow>(SEARCHED, [missing.slice(from, from + DOCUMENTS_AT_ONCE)]);
      for (const row of read.rows) {
        const document = documents.get(row.no) ?? documentOf(row);
        (document.passages as SearchedPassage[]).push(passageOf(row));
        documents.set(row.no, document);
        languages.add(row.language);
      }
    }
    return { documents, languages };
  }

  private async readVectors(client: PoolClient) {
    const { rows } = await client.query<{ model: string; text_hash: string }>(
      'select model, text_hash from retrieval_vector',
    );
    const vectors = new Map<string, Map<string, Float32Array>>();
    const missing = new Map<string, string[]>();
    for (const { model, text_hash: hash } of rows) {
      const held = this.held.vectors.get(model)?.get(hash);
      if (held) entry(vectors, model, () => new Map<string, Float32Array>()).set(hash, held);
      else entry(missing, model, () => [] as string[]).push(hash);
    }
    for (const [model, hashes] of missing) {
      const of = entry(vectors, model, () => new Map<string, Float32Array>());
      for (let from = 0; from < hashes.length; from += VECTORS_AT_ONCE) {
        const read = await client.query<{ text_hash: string; vector: Buffer }>(
          'select text_hash, vector from retrieval_vector where model = $1 and text_hash = any ($2)',
          [model, hashes.slice(from, from + VECTORS_AT_ONCE)],
        );
        for (const { text_hash: hash, vector } of read.rows) of.set(hash, vectorOf(vector));
      }
    }
    return vectors;
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const held = map.get(key) ?? make();
  map.set(key, held);
  return held;
}

interface SearchedRow {
  no: string;
  source: string;
  id: string;
  language: string;
  company: string | null;
  stage: number | null;
  personas: string[];
  effective_from: string | null;
  effective_to: string | null;
  use: DocumentUse | null;
  confidential: boolean;
  passage: string;
  text_hash: string;
  terms: string;
  impacts: string;
}

function documentOf(row: SearchedRow): SearchedDocument {
  const { source, id, language, company, stage, personas } = row;
  const dates = { effectiveFrom: row.effective_from, effectiveTo: row.effective_to };
  const use = { ...(row.use && { use: row.use }), ...(row.confidential && { confidential: true as const }) };
  return { source, id, language, company, stage, personas, ...dates, ...use, passages: [] };
}

function passageOf({ passage, text_hash: textHash, terms, impacts }: SearchedRow): SearchedPassage {
  return {
    ...{ id: passage, textHash, terms: terms === '' ? [] : terms.split(' ') },
    impacts: Float32Array.from(impacts === '' ? [] : impacts.split(' '), Number),
  };
}
