import { createHash } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import { VectorIndexError } from '../port';

/** Where an index is kept. */
export interface PgVectorPlace {
  /** Connection string of PostgreSQL with pgvector, Supabase's for instance; TLS as it says (`sslmode`, `sslrootcert`). */
  url: string;
  /** Schema of the tables, a table a model. */
  schema: string;
}

/** `host:port/database`, as messages name it: no user, no password, no parameters. */
export function addressOf({ url }: PgVectorPlace): string {
  const { hostname, port, pathname } = parsed(url);
  return `${hostname}:${port === '' ? 5432 : port}${pathname}`;
}

/** The password, as it is written and as it is meant. */
export function secretsOf({ url }: PgVectorPlace): string[] {
  const { password } = parsed(url);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}

/** Table of a model's vectors, ready to stand in a statement; the names of models have characters that names of tables lack. */
export const tableOf = ({ schema }: PgVectorPlace, model: string): string =>
  `${escapeIdentifier(schema)}.points_${createHash('sha256').update(model).digest('hex').slice(0, 16)}`;

function parsed(url: string): URL {
  try {
    const read = new URL(url);
    if (/^postgres(ql)?:$/.test(read.protocol) && read.hostname !== '') return read;
  } catch {
    // said below, without what was written: there may be a password in it
  }
  throw new VectorIndexError(
    'invalid',
    'The address of pgvector is no connection string: it must read postgresql://user:password@host:port/database.',
  );
}
