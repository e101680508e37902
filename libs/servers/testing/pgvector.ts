import { pgvectorFiles, pgvectorLacks, pgvectorSettings } from '../src/pgvector-files';
import { testDatabase, type TestDatabase } from './database';
import { describeWith } from './requirement';

/** A database in which `create extension vector` works, though it has not been called; see `testDatabase`. */
export async function pgvectorDatabase(): Promise<TestDatabase> {
  return testDatabase({ settings: pgvectorSettings(await pgvectorFiles()) });
}

/** A suite that needs pgvector; skipped by name where it cannot be had. */
export function describeWithPgvector(suite: string, body: () => void): void {
  const lacks = pgvectorLacks();
  describeWith({ name: lacks ?? 'pgvector', met: lacks === null }, suite, body);
}
