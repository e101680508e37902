import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { VectorIndexError } from '../port';
import { pgVectorError } from './pgvector-errors';
import { addressOf, tableOf, type PgVectorPlace } from './pgvector-names';

/** The oldest that goes on searching where a filter leaves too few (`hnsw.iterative_scan`). */
const OLDEST = [0, 8];
/** What HNSW of pgvector indexes; longer vectors are searched one by one. */
const INDEXED_DIMENSIONS = 2_000;
/** What the type takes. */
const MOST_DIMENSIONS = 16_000;

export interface PreparedModel {
  model: string;
  /** Length of its vectors; the type of the column holds to it. */
  dimensions: number;
  /** Role that services connect as; without one, whoever prepares is the only one that may use the tables. */
  role?: string;
}

/**
 * Makes what an index of a model needs – extension, schema, table, indexes, rights – where it is not there yet. Called by
 * the owner of the database; services have no right to make tables.
 *
 * @throws VectorIndexError where the extension cannot be had, or the table is there for vectors of another length
 */
export async function preparePgVector(place: PgVectorPlace, { model, dimensions, role }: PreparedModel): Promise<void> {
  const address = addressOf(place);
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MOST_DIMENSIONS) {
    throw new VectorIndexError('invalid', `pgvector at ${address} takes vectors of 1 to ${MOST_DIMENSIONS} numbers.`);
  }
  const client = new Client({ connectionString: place.url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the query that fails says so
  try {
    await client.connect();
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtextextended('retrieval vectors', 0))`);
    const extension = await madeExtension(client, address);
    const table = tableOf(place, model);
    await client.query(`create schema if not exists ${escapeIdentifier(place.schema)}`);
    await client.query(tableStatements(table, extension, dimensions, model));
    await checkDimensions(client, { table, address, model, dimensions });
    if (role) await client.query(grants(place.schema, table, role));
    await client.query('commit');
  } catch (error) {
    throw pgVectorError(error, place);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @returns the schema that the extension is in: not everywhere one in which names are looked up */
async function madeExtension(client: Client, address: string): Promise<string> {
  try {
    await client.query('create extension if not exists vector');
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === '42501') {
      const remedy = 'Have its administrator run `create extension vector` in this database.';
      throw new VectorIndexError('rejected', `PostgreSQL at ${address}: ${message}. ${remedy}`, { cause: error });
    }
    if (code !== '0A000' && code !== '58P01') throw error;
    const remedy =
      'Install pgvector 0.8 or newer on the server (Debian: postgresql-18-pgvector), or switch it on where it is hosted; Supabase has it.';
    throw new VectorIndexError('rejected', `PostgreSQL at ${address} has no pgvector. ${remedy}`, { cause: error });
  }
  const { name, version } = (await extensionOf(client))!;
  const [major, minor] = version.split('.').map(Number);
  if (major! > OLDEST[0]! || minor! >= OLDEST[1]!) return name;
  const remedy = 'Run `alter extension vector update`, after installing a newer one where that changes nothing.';
  throw new VectorIndexError(
    'rejected',
    `pgvector at ${address} is ${version}, needed is ${OLDEST.join('.')}. ${remedy}`,
  );
}

/** The extension as the database has it; null where it was not created. */
export async function extensionOf(client: Pick<Client, 'query'>): Promise<{ name: string; version: string } | null> {
  const { rows } = await client.query<{ name: string; version: string }>(
    `select n.nspname as name, e.extversion as version
     from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'vector'`,
  );
  return rows[0] ?? null;
}

function tableStatements(table: string, extension: string, dimensions: number, model: string): string {
  const schema = escapeIdentifier(extension);
  const [, name] = table.split('.points_');
  return `
    create table if not exists ${table} (
      owner text not null,
      source text not null,
      id text not null,
      point_hash text not null,
      language text not null,
      company text,
      stage smallint,
      personas text[] not null,
      effective_from date,
      effective_to date,
      embedding ${schema}.vector(${dimensions}) not null,
      primary key (owner, source, id)
    );
    comment on table ${table} is ${escapeLiteral(`Vectors of ${model}; can be made again, holds no text.`)};
    create index if not exists points_${name}_filter on ${table} (owner, language, company);
    ${
      dimensions > INDEXED_DIMENSIONS
        ? ''
        : `create index if not exists points_${name}_near on ${table}
             using hnsw (embedding ${schema}.vector_cosine_ops);`
    }`;
}

async function checkDimensions(
  client: Client,
  { table, address, model, dimensions }: { table: string; address: string; model: string; dimensions: number },
): Promise<void> {
  const { rows } = await client.query<{ dimensions: number }>(
    `select atttypmod as dimensions from pg_attribute where attrelid = $1::regclass and attname = 'embedding'`,
    [table],
  );
  const held = rows[0]?.dimensions;
  if (held === dimensions) return;
  throw new VectorIndexError(
    'invalid',
    `pgvector at ${address} keeps vectors of ${held} numbers for ${model}, not of ${dimensions}. Drop table ${table} where the model really changed under its name; what is in it can be made again.`,
  );
}

const grants = (schema: string, table: string, role: string): string => `
  grant usage on schema ${escapeIdentifier(schema)} to ${escapeIdentifier(role)};
  grant select, insert, update, delete on ${table} to ${escapeIdentifier(role)};`;
