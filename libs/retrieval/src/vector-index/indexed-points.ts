import type { Pool, PoolClient } from 'pg';
import type { PassageScope } from '../passage';
import { vectorOf } from '../stores/vector-bytes';
import type { VectorPoint } from './port';

/** What an index of vectors should hold, but for the numbers. */
export type WantedPoint = Omit<VectorPoint, 'values'>;

/** What the passages are, as of one version of them. */
export interface Wanted {
  version: bigint;
  /** Whose vectors are kept: one model's at a time, or none's. */
  model: string | null;
  points: WantedPoint[];
}

const NOW = 'select version, (select model from retrieval_vector limit 1) as model from retrieval_version';
const WANTED = `
  select d.source, p.id, p.text_hash, d.language, d.company, d.stage, d.personas,
         d.effective_from::text, d.effective_to::text
  from retrieval_vector v
  join retrieval_passage p on p.text_hash = v.text_hash
  join retrieval_document d on d.no = p.document
  where v.model = $1`;

export async function passagesNow(on: Pool | PoolClient): Promise<Omit<Wanted, 'points'>> {
  const { rows } = await on.query<{ version: string; model: string | null }>(NOW);
  return { version: BigInt(rows[0]?.version ?? 0), model: rows[0]?.model ?? null };
}

/** Read in one snapshot: the caller's transaction. */
export async function wantedPoints(client: PoolClient): Promise<Wanted> {
  const now = await passagesNow(client);
  const { rows } = await client.query<WantedRow>(WANTED, [now.model]);
  return { ...now, points: rows.map(pointOf) };
}

/** Numbers that the index can be asked with; null where there are none. */
export async function anyVector(on: Pool | PoolClient, model: string): Promise<Float32Array | null> {
  const { rows } = await on.query<{ vector: Buffer }>('select vector from retrieval_vector where model = $1 limit 1', [
    model,
  ]);
  return rows[0] ? vectorOf(rows[0].vector) : null;
}

/** Points with their numbers; those whose vector has gone since are left out. */
export async function withValues(
  on: Pool | PoolClient,
  model: string,
  points: readonly WantedPoint[],
): Promise<VectorPoint[]> {
  const { rows } = await on.query<{ text_hash: string; vector: Buffer }>(
    'select text_hash, vector from retrieval_vector where model = $1 and text_hash = any ($2)',
    [model, [...new Set(points.map(({ textHash }) => textHash))]],
  );
  const vectors = new Map(rows.map((row) => [row.text_hash, vectorOf(row.vector)]));
  return points.flatMap((point) => {
    const values = vectors.get(point.textHash);
    return values ? [{ ...point, values }] : [];
  });
}

interface WantedRow {
  source: string;
  id: string;
  text_hash: string;
  language: string;
  company: string | null;
  stage: number | null;
  personas: string[];
  effective_from: string | null;
  effective_to: string | null;
}

function pointOf(row: WantedRow): WantedPoint {
  const { source, id, text_hash: textHash, language, company, stage, personas } = row;
  const dates = { effectiveFrom: row.effective_from, effectiveTo: row.effective_to };
  const scope: PassageScope = { company, stage, personas, ...dates };
  return { source, id, textHash, language, scope };
}
