import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '@salesagent/servers';

/**
 * A database for one benchmark: on a server of its own with its durable defaults and `settings`, or on
 * `BENCH_DATABASE_URL`.
 */
export async function withDatabase(
  work: (connectionString: string) => Promise<void>,
  settings: Record<string, string> = {},
): Promise<void> {
  const given = process.env['BENCH_DATABASE_URL'];
  if (given) return withDatabaseOn(given, work);
  const directory = mkdtempSync(join(tmpdir(), 'salesagent-bench-'));
  const server = await startPostgres({ directory, settings });
  try {
    await withDatabaseOn(server.connectionString(), work);
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function withDatabaseOn(server: string, work: (connectionString: string) => Promise<void>): Promise<void> {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  const owner = new Client({ connectionString: server });
  await owner.connect();
  await owner.query(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    await work(url.href);
  } finally {
    await owner.query(`drop database ${name} with (force)`);
    await owner.end();
  }
}
