import { inTransaction } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import type { DocumentUse } from '../document-use';
import { embeddedText } from '../embedding/embedded-text';
import type { LanguageIndex } from '../searching/language-index';
import { othersThan } from '../searching/others-than';
import type {
  Candidate,
  CandidateQuery,
  Frequencies,
  PassageKey,
  PassageStore,
  StoredPassage,
  UnembeddedText,
} from '../store';
import type { IndexedDocument } from '../weights';
import { PostgresCopy } from './postgres-copy';
import {
  ADD_DOCUMENTS,
  ADD_PASSAGES,
  ADD_VECTORS,
  CHANGED,
  DROP_VECTORS,
  NEIGHBOURS,
  PASSAGES,
  UNEMBEDDED,
  WRITERS,
} from './postgres-queries';
import { bytesOf } from './vector-bytes';

/**
 * Passages in PostgreSQL: plain tables (`RETRIEVAL_TABLES`), no extension. They are searched in a copy that the process
 * keeps (`PostgresCopy`), since `ts_rank` knows neither rarity nor length and a bare PostgreSQL has no vectors; what was
 * found is read from the tables. The pool's `search_path` says whose tables these are.
 */
export class PostgresStore implements PassageStore {
  private readonly copy: PostgresCopy;

  constructor(
    private readonly pool: Pool,
    /** `left out`: words alone are asked, or a `VectorIndex` for the nearest (`VectorIndexedStore`); no copy of vectors is kept. */
    vectors: 'searched' | 'left out' = 'searched',
  ) {
    this.copy = new PostgresCopy(pool, vectors === 'searched');
  }

  /** What is searched, as of now, for whoever finds the nearest elsewhere. */
  async current(language: string): Promise<{ version: bigint; index: LanguageIndex }> {
    const held = await this.copy.current();
    return { version: held.version, index: held.indexOf(language) };
  }

  async indexed(source: string): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.pool.query<{ id: string; hash: string }>(
      'select id, hash from retrieval_document where source = $1',
      [source],
    );
    return new Map(rows.map(({ id, hash }) => [id, hash]));
  }

  async replace(source: string, put: readonly IndexedDocument[], remove: readonly string[]): Promise<void> {
    await this.change(async (client) => {
      await client.query('delete from retrieval_document where source = $1 and id = any ($2)', [
        source,
        [...remove, ...put.map(({ id }) => id)],
      ]);
      const documents = put.map(({ passages: _passages, ...document }) => document);
      const { rows } = await client.query<{ id: string; no: string }>(ADD_DOCUMENTS, [
        source,
        JSON.stringify(documents),
      ]);
      const numbers = new Map(rows.map(({ id, no }) => [id, no]));
      for (const passages of inLots(put, numbers)) await client.query(ADD_PASSAGES, [JSON.stringify(passages)]);
      await client.query(DROP_VECTORS);
    });
  }

  async unembedded(model: string, limit: number): Promise<UnembeddedText[]> {
    const { rows } = await this.pool.query<UnembeddedRow>(UNEMBEDDED, [model, limit]);
    return rows.map((row) => ({
      textHash: row.text_hash,
      passage: row.passage,
      text: embeddedText(row.title, { ...row, asked: row.asked ?? '' }),
      ...(row.confidential && { confidential: true as const }),
    }));
  }

  async putVectors(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    await this.change(async (client) => {
      await client.query('delete from retrieval_vector where model <> $1', [model]);
      await client.query(ADD_VECTORS, [model, [...vectors.keys()], [...vectors.values()].map(bytesOf)]);
    });
  }

  async frequencies(language: string, terms: readonly string[], model: string | null): Promise<Frequencies> {
    const held = await this.copy.current();
    const index = held.indexOf(language);
    const counted = terms.map((term) => [term, index.holding(term)] as const);
    return {
      passages: index.size,
      withTerm: new Map(counted.filter(([, count]) => count > 0)),
      withVector: model === null ? 0 : index.withVector(model),
      ...othersThan(model, [...held.vectors.keys()]),
    };
  }

  async candidates(query: CandidateQuery): Promise<Candidate[]> {
    return (await this.copy.current()).indexOf(query.language).candidates(query);
  }

  async passages(keys: readonly PassageKey[]): Promise<StoredPassage[]> {
    if (keys.length === 0) return [];
    const values = [keys.map(({ source }) => source), keys.map(({ id }) => id)];
    const { rows } = await this.pool.query<PassageRow>({ name: 'retrieval-passages', text: PASSAGES, values });
    return rows.map(passageOf);
  }

  async neighbours(source: string, passageId: string, radius: number): Promise<StoredPassage[]> {
    const { rows } = await this.pool.query<PassageRow>(NEIGHBOURS, [source, passageId, radius]);
    return rows.map(passageOf);
  }

  /** A change and its version, whole or not at all. */
  private change(work: (client: PoolClient) => Promise<void>): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      await client.query(WRITERS);
      await work(client);
      await client.query(CHANGED);
    });
  }
}

/** Passages that go to the database as one text: some megabytes. */
const PASSAGES_AT_ONCE = 1_000;

/** The rows of passages, made when they are wanted. */
function* inLots(put: readonly IndexedDocument[], numbers: ReadonlyMap<string, string>): Generator<object[]> {
  let lot: object[] = [];
  for (const { id, passages } of put) {
    for (const [ordinal, { impacts, ...passage }] of passages.entries()) {
      const words = { terms: [...impacts.keys()], impacts: [...impacts.values()] };
      lot.push({ ...passage, document: numbers.get(id), ordinal, ...words });
      if (lot.length < PASSAGES_AT_ONCE) continue;
      yield lot;
      lot = [];
    }
  }
  if (lot.length > 0) yield lot;
}

interface UnembeddedRow {
  text_hash: string;
  passage: string;
  title: string;
  path: string[];
  heading: string;
  text: string;
  asked: string | null;
  confidential: boolean;
}

interface PassageRow {
  id: string;
  heading: string;
  path: string[];
  text: string;
  line: number;
  page: number | null;
  ordinal: number;
  source: string;
  document_id: string;
  hash: string;
  title: string;
  file: string;
  language: string;
  company: string | null;
  stage: number | null;
  personas: string[];
  effective_from: string | null;
  effective_to: string | null;
  use: DocumentUse | null;
  confidential: boolean;
}

function passageOf(row: PassageRow): StoredPassage {
  const { id, heading, path, text, line, ordinal, source, hash, title, file, language, company, stage, personas } = row;
  const dates = { effectiveFrom: row.effective_from, effectiveTo: row.effective_to };
  const of = { ...dates, ...(row.use && { use: row.use }), ...(row.confidential && { confidential: true as const }) };
  const document = { source, id: row.document_id, hash, title, file, language, company, stage, personas, ...of };
  return { id, heading, path, text, line, ...(row.page === null ? {} : { page: row.page }), ordinal, document };
}
