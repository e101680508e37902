import type { Pool } from 'pg';
import type { SourceProblem } from '../sources/source';
import type { Problems } from './kept-source';

/** What is kept of one source: the playbook in force, or the documents of the company. */
export interface SourceStatus {
  source: string;
  /** The folder, or the version of the playbook, in words. */
  place: string;
  documents: number;
  passages: number;
  /** Of them those with a vector. */
  withVector: number;
  /** When what is indexed of it last changed (ISO). */
  since: string;
  /** When it was last looked at. */
  lookedAt: string;
  /** Files that could not be read. */
  unreadable: SourceProblem[];
  /** What else files say that could not be used; the rest of them is indexed. */
  problems: SourceProblem[];
  /** Why it could not be looked at; null when nothing is amiss. */
  failure: string | null;
}

export interface PassagesStatus {
  /** Counts every change. */
  version: number;
  /** By which model vectors are made (null: words alone), and why some are missing, or all; null where none are. */
  embedding: { model: string | null; failure: string | null };
  sources: SourceStatus[];
}

const SOURCES = `
  select s.source, s.place, s.since, s.looked_at, s.problems, s.failure,
         count(distinct d.no)::int as documents, count(p.document)::int as passages, count(v.text_hash)::int as vectors
  from retrieval_source s
  left join retrieval_document d on d.source = s.source
  left join retrieval_passage p on p.document = d.no
  left join retrieval_embedding e on true
  left join retrieval_vector v on v.text_hash = p.text_hash and v.model = e.model
  group by s.source order by s.source`;

/** By the tables alone, so that any service that may read them can tell. */
export async function passagesStatus(pool: Pool): Promise<PassagesStatus> {
  const [sources, versions, embeddings] = await Promise.all([
    pool.query<SourceRow>(SOURCES),
    pool.query<{ version: string }>('select version from retrieval_version'),
    pool.query<{ model: string | null; failure: string | null }>('select model, failure from retrieval_embedding'),
  ]);
  return {
    version: Number(versions.rows[0]?.version ?? 0),
    embedding: embeddings.rows[0] ?? { model: null, failure: 'nothing was indexed yet' },
    sources: sources.rows.map((row) => ({
      ...{ source: row.source, place: row.place, documents: row.documents, passages: row.passages },
      ...{ withVector: row.vectors, since: row.since.toISOString(), lookedAt: row.looked_at.toISOString() },
      ...{ unreadable: problemsOf(row, false), problems: problemsOf(row, true), failure: row.failure },
    })),
  };
}

/** Sources of which anything is indexed: what a question is looked for in. One small query, since each answer says it. */
export async function searchedSources(pool: Pool): Promise<Pick<SourceStatus, 'source' | 'place'>[]> {
  const { rows } = await pool.query<Pick<SourceStatus, 'source' | 'place'>>(
    `select source, place from retrieval_source s
     where exists (select from retrieval_document d where d.source = s.source) order by source`,
  );
  return rows;
}

interface SourceRow {
  source: string;
  place: string;
  since: Date;
  looked_at: Date;
  problems: Problems;
  failure: string | null;
  documents: number;
  passages: number;
  vectors: number;
}

const problemsOf = (row: SourceRow, readable: boolean): SourceProblem[] =>
  Object.values(row.problems).flatMap((noted) => (noted.readable === readable ? noted.problems : []));
