import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { downloadCache, withNpmPackage } from '@salesagent/servers';
import { invalid } from './pinecone-stand-in/refused';

/** The vendor's own client; it needs no other package. Apache-2.0. */
const CLIENT = {
  package: '@pinecone-database/pinecone',
  version: '9.0.0',
  sha256: '10ffdc313d2995c82b9206e18f61f149670fd527c7747ee441a04c3bf575c3ff',
};

/** What this machine lacks to have it; null when nothing. Downloads nothing. */
export const pineconeClientLacks = (): string | null =>
  existsSync(clientFolder()) || spawnSync('npm', ['--version'], { timeout: 15_000 }).status === 0
    ? null
    : 'npm, to download the client of Pinecone once';

const clientFolder = (): string => join(downloadCache(), `pinecone-client-${CLIENT.version}`);

/** Of the vendor's client what is used here. */
export interface PineconeClient {
  index(options: { host: string; namespace: string }): {
    upsert(options: { records: { id: string; values: number[]; metadata?: object }[] }): Promise<unknown>;
    query(options: { vector: number[]; topK: number; includeMetadata?: boolean; filter?: object }): Promise<{
      matches: { id: string; score?: number; metadata?: Record<string, unknown> }[];
    }>;
    fetch(options: { ids: string[] }): Promise<{ records: Record<string, { metadata?: Record<string, unknown> }> }>;
    listPaginated(options: { limit?: number; paginationToken?: string }): Promise<{
      vectors?: { id?: string }[];
      pagination?: { next?: string };
    }>;
    deleteMany(options: { ids: string[] }): Promise<unknown>;
    describeIndexStats(): Promise<{ dimension?: number }>;
  };
}

type Models = Record<string, (value: unknown) => unknown>;

/** Downloads it once, 1 MB, and keeps it in the cache. */
export async function pineconeClient(): Promise<{
  client: (apiKey: string) => PineconeClient;
  check: (route: string, url: URL, body: string) => void;
}> {
  const folder = clientFolder();
  if (!existsSync(folder)) {
    await withNpmPackage(CLIENT, downloadCache(), (unpacked) => {
      const partial = `${folder}.${process.pid}`;
      cpSync(unpacked, partial, { recursive: true });
      try {
        renameSync(partial, folder);
      } catch (error) {
        // Another run was faster.
        rmSync(partial, { recursive: true, force: true });
        if (!existsSync(folder)) throw error;
      }
    });
  }
  const load = createRequire(__filename);
  const { Pinecone } = load(join(folder, 'dist/index.js')) as {
    Pinecone: new (options: { apiKey: string }) => PineconeClient;
  };
  const models = load(join(folder, 'dist/pinecone-generated-ts-fetch/db_data/index.js')) as Models;
  return { client: (apiKey) => new Pinecone({ apiKey }), check: (...request) => check(models, ...request) };
}

const BODIES: Record<string, string> = {
  'POST /describe_index_stats': 'DescribeIndexStatsRequest',
  'POST /vectors/upsert': 'UpsertRequest',
  'POST /vectors/delete': 'DeleteRequest',
  'POST /query': 'QueryRequest',
};
const PARAMETERS: Record<string, string[]> = {
  'GET /vectors/list': ['prefix', 'limit', 'paginationToken', 'namespace'],
  'GET /vectors/fetch': ['ids', 'namespace'],
};

/**
 * Refuses what the vendor's description (2026-07, from which the models of its client are generated) does not know: they
 * keep the fields that it names, so that a body with any other comes back changed.
 */
function check(models: Models, route: string, url: URL, body: string): void {
  const unknown = [...url.searchParams.keys()].filter((name) => !PARAMETERS[route]?.includes(name));
  if (unknown.length > 0) throw invalid(`${route} has no parameter ${unknown[0]}`);
  const model = BODIES[route];
  if (model === undefined) {
    if (PARAMETERS[route]) return;
    throw invalid(`${route} is not in the description`);
  }
  const given: unknown = JSON.parse(body);
  const known = models[`${model}ToJSON`]!(models[`${model}FromJSON`]!(given));
  if (sorted(known) !== sorted(given)) throw invalid(`${route}: the description knows no such body`);
}

/** JSON whose keys are in order; what is undefined is left out. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
