import type { Pool, PoolClient } from 'pg';

/** What an index was last brought to, as PostgreSQL knows it (`VECTOR_INDEX_TABLES`). */
export interface IndexState {
  /** Whose points it holds; null: of none. */
  model: string | null;
  /** Of the passages that it shows; -1 where what it holds is not known. */
  version: bigint;
  /** Counts what was done to it: the same number, the same points. */
  revision: bigint;
  /** Language → passages it holds. */
  passages: Readonly<Record<string, number>>;
}

export const UNKNOWN_VERSION = -1n;

export async function readState(on: Pool | PoolClient, name: string): Promise<IndexState> {
  const { rows } = await on.query<{
    model: string | null;
    version: string;
    revision: string;
    passages: Record<string, number>;
  }>('select model, version, revision, passages from retrieval_vector_index where name = $1', [name]);
  const [row] = rows;
  if (!row) return { model: null, version: UNKNOWN_VERSION, revision: 0n, passages: {} };
  return { ...row, version: BigInt(row.version), revision: BigInt(row.revision) };
}

/** Writes what it now is. @returns the number of this revision */
export async function writeState(
  on: Pool | PoolClient,
  name: string,
  { model, version, passages }: Omit<IndexState, 'revision'>,
): Promise<bigint> {
  const { rows } = await on.query<{ revision: string }>(
    `insert into retrieval_vector_index as held (name, model, version, revision, passages) values ($1, $2, $3, 1, $4)
     on conflict (name) do update
       set (model, version, passages) = (excluded.model, excluded.version, excluded.passages), revision = held.revision + 1
     returning revision`,
    [name, model, version.toString(), JSON.stringify(passages)],
  );
  return BigInt(rows[0]!.revision);
}
