import type { Pool, PoolClient } from 'pg';
import type { Candidate, CandidateQuery, Frequencies, PassageStore, StoredPassage } from '../store';
import { SATURATION, type IndexedDocument } from '../weights';
import { ADD_DOCUMENT, ADD_PASSAGES, ADD_POSTINGS, CANDIDATES, COUNT_TERMS, NEIGHBOURS } from './postgres-queries';

/** Serialises writers of one database: counts of terms are shared by all sources. */
const WRITERS = `select pg_advisory_xact_lock(hashtextextended('retrieval', 0))`;

/**
 * Passages in PostgreSQL: plain tables (`RETRIEVAL_TABLES`), no extension. Ranking is ours since `ts_rank` knows neither
 * rarity nor length. The pool's `search_path` says whose tables these are.
 */
export class PostgresStore implements PassageStore {
  constructor(private readonly pool: Pool) {}

  async indexed(source: string): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.pool.query<{ id: string; hash: string }>(
      'select id, hash from retrieval_document where source = $1',
      [source],
    );
    return new Map(rows.map(({ id, hash }) => [id, hash]));
  }

  async replace(source: string, put: readonly IndexedDocument[], remove: readonly string[]): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(WRITERS);
      const changed = await this.take(client, source, [...remove, ...put.map(({ id }) => id)]);
      for (const document of put) {
        await add(client, source, document);
        const terms = changed.get(document.language) ?? new Set<string>();
        for (const { impacts } of document.passages) for (const term of impacts.keys()) terms.add(term);
        changed.set(document.language, terms);
      }
      for (const [language, terms] of changed) await client.query(COUNT_TERMS, [language, [...terms]]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  /** Removes documents and gives the terms they held, by language. */
  private async take(client: PoolClient, source: string, ids: readonly string[]): Promise<Map<string, Set<string>>> {
    const { rows } = await client.query<{ language: string; term: string }>(
      `select distinct p.language, p.term from retrieval_posting p
       where p.document in (select no from retrieval_document where source = $1 and id = any ($2))`,
      [source, ids],
    );
    await client.query('delete from retrieval_document where source = $1 and id = any ($2)', [source, ids]);
    const terms = new Map<string, Set<string>>();
    for (const { language, term } of rows) terms.set(language, (terms.get(language) ?? new Set()).add(term));
    return terms;
  }

  async frequencies(language: string, terms: readonly string[]): Promise<Frequencies> {
    const { rows } = await this.pool.query<{ term: string | null; passages: number }>(
      `select null as term, coalesce(sum(passages), 0)::int as passages from retrieval_document where language = $1
       union all
       select term, passages from retrieval_term where language = $1 and term = any ($2)`,
      [language, terms],
    );
    const counted = rows.flatMap(({ term, passages }) => (term === null ? [] : [[term, passages] as const]));
    return { passages: rows.find(({ term }) => term === null)?.passages ?? 0, withTerm: new Map(counted) };
  }

  async candidates({ language, weights, documentShare, filter, limit }: CandidateQuery): Promise<Candidate[]> {
    if (weights.size === 0) return [];
    const { rows } = await this.pool.query<CandidateRow>({
      name: 'retrieval-candidates',
      text: CANDIDATES,
      values: [
        ...[language, [...weights.keys()], [...weights.values()]],
        ...[filter.company ?? null, filter.stage ?? null, filter.persona ?? null, filter.effectiveOn ?? null],
        ...[SATURATION, documentShare, limit],
      ],
    });
    return rows.map((row) => ({
      passage: passageOf(row),
      impacts: paired(row.terms, row.impacts),
      documentImpacts: paired(row.document_terms, row.document_impacts),
    }));
  }

  async neighbours(source: string, passageId: string, radius: number): Promise<StoredPassage[]> {
    const { rows } = await this.pool.query<PassageRow>(NEIGHBOURS, [source, passageId, radius]);
    return rows.map(passageOf);
  }
}

async function add(client: PoolClient, source: string, d: IndexedDocument): Promise<void> {
  const added = await client.query<{ no: string }>(ADD_DOCUMENT, [
    ...[source, d.id, d.hash, d.title, d.file, d.language, d.company, d.stage, d.personas],
    ...[d.effectiveFrom, d.effectiveTo, d.passages.length],
  ]);
  const document = added.rows[0]!.no;
  const list = d.passages.map(({ id, heading, path, text, line }, ordinal) => ({
    ...{ ordinal, id, heading, path, text, line },
  }));
  const { rows } = await client.query<{ ordinal: number; no: string }>(ADD_PASSAGES, [document, JSON.stringify(list)]);
  const postings = rows.flatMap(({ ordinal, no }) =>
    [...d.passages[ordinal]!.impacts].map(([term, impact]) => ({ term, no, impact })),
  );
  await client.query(ADD_POSTINGS, [
    ...[d.language, document, postings.map((p) => p.term), postings.map((p) => p.no), postings.map((p) => p.impact)],
  ]);
}

interface PassageRow {
  id: string;
  heading: string;
  path: string[];
  text: string;
  line: number;
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
}
interface CandidateRow extends PassageRow {
  terms: string[];
  impacts: number[];
  document_terms: string[];
  document_impacts: number[];
}

const paired = (terms: readonly string[], impacts: readonly number[]): Map<string, number> =>
  new Map(terms.map((term, i) => [term, impacts[i]!]));

function passageOf(row: PassageRow): StoredPassage {
  const { id, heading, path, text, line, ordinal, source, hash, title, file, language, company, stage, personas } = row;
  const dates = { effectiveFrom: row.effective_from, effectiveTo: row.effective_to };
  const document = { source, id: row.document_id, hash, title, file, language, company, stage, personas, ...dates };
  return { id, heading, path, text, line, ordinal, document };
}
