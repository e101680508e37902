import { inTransaction } from '@salesagent/event-store';
import { escapeIdentifier, Pool } from 'pg';
import type { PassageFilter } from '../../passage';
import type { PassageKey } from '../../store';
import { passageKey, pointHash } from '../point';
import { VectorIndexError, type NearPassage, type VectorIndex, type VectorPoint, type VectorQuery } from '../port';
import { pgVectorError } from './pgvector-errors';
import { addressOf, tableOf, type PgVectorPlace } from './pgvector-names';
import { extensionOf } from './pgvector-schema';
import { ADMITTED, GIVEN, HELD, NEAR, NEAR_EXACTLY, PUT, REMOVE, SEARCHING } from './pgvector-queries';

/** Points that go to the server at once: some megabytes. */
const POINTS_AT_ONCE = 500;
/** Up to this many passages that a filter leaves are compared one by one, which takes some milliseconds and misses none. */
const COMPARED = 2_000;

export interface PgVectorSettings extends PgVectorPlace {
  /** Deployment whose index this is; others in the same tables are not seen. */
  owner: string;
  /** Connections kept; 4 when absent. */
  poolSize?: number;
}

/**
 * Vectors in PostgreSQL with pgvector (Supabase is one): a table a model, made by `preparePgVector`. Filters are part of
 * the search and exact; how near is near is found by HNSW where a filter leaves many, one by one where it leaves few.
 */
export class PgVectorIndex implements VectorIndex {
  private readonly pool: Pool;
  /** Schema of the extension, quoted; asked for once. */
  private extension: Promise<string> | null = null;

  constructor(private readonly settings: PgVectorSettings) {
    addressOf(settings); // what is no address is said now
    this.pool = new Pool({
      ...{ connectionString: settings.url, max: settings.poolSize ?? 4 },
      ...{ connectionTimeoutMillis: 5_000, query_timeout: 60_000 },
    });
    this.pool.on('error', () => undefined); // an idle connection that breaks; the next query says what is the matter
  }

  async held(model: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.ask<{ source: string; id: string; point_hash: string }>(model, HELD, [this.settings.owner]);
    return new Map(rows.map((row) => [passageKey(row), row.point_hash]));
  }

  async put(model: string, points: readonly VectorPoint[]): Promise<void> {
    for (let from = 0; from < points.length; from += POINTS_AT_ONCE) {
      const rows = points.slice(from, from + POINTS_AT_ONCE).map(({ source, id, language, scope, ...point }) => ({
        ...{ source, id, language, ...scope },
        pointHash: pointHash({ source, id, language, scope, textHash: point.textHash }),
        embedding: literalOf(point.values),
      }));
      await this.ask(model, PUT, [this.settings.owner, JSON.stringify(rows)]);
    }
  }

  async remove(model: string, keys: readonly PassageKey[]): Promise<void> {
    if (keys.length > 0) await this.ask(model, REMOVE, [this.settings.owner, ...columnsOf(keys)]);
  }

  async nearest({ model, values, language, filter, limit }: VectorQuery): Promise<NearPassage[]> {
    const admitted = [this.settings.owner, language, ...filterValues(filter)];
    const few = Math.max(COMPARED, limit);
    const [counted] = await this.ask<{ admitted: number }>(model, ADMITTED, [...admitted, few + 1]);
    const asked = [...admitted, limit, literalOf(values)];
    if ((counted?.admitted ?? 0) > few) {
      const near = await this.askIn<NearPassage>(SEARCHING(limit), model, NEAR, asked);
      // HNSW may lose its way behind a filter, and what is removed stands in it until it is cleaned up.
      if (near.length === limit) return near;
    }
    return this.ask<NearPassage>(model, NEAR_EXACTLY, asked);
  }

  async similarities(model: string, values: Float32Array, keys: readonly PassageKey[]): Promise<NearPassage[]> {
    if (keys.length === 0) return [];
    return this.ask<NearPassage>(model, GIVEN, [this.settings.owner, ...columnsOf(keys), literalOf(values)]);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async ask<Row extends object>(model: string, statement: Statement, values: unknown[]): Promise<Row[]> {
    return this.translated(async () => {
      const text = statement(tableOf(this.settings, model), await this.extensionSchema());
      return (await this.pool.query<Row>(text, values)).rows;
    });
  }

  /** Settings hold for the one statement: a pooler in between gives every transaction another connection. */
  private async askIn<Row extends object>(begin: string, model: string, statement: Statement, values: unknown[]) {
    return this.translated(async () => {
      const text = statement(tableOf(this.settings, model), await this.extensionSchema());
      const work = async (client: Pick<Pool, 'query'>) => (await client.query<Row>(text, values)).rows;
      return inTransaction(this.pool, work, (client) => client.query(begin));
    });
  }

  private async translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw pgVectorError(error, this.settings);
    }
  }

  private extensionSchema(): Promise<string> {
    this.extension ??= extensionOf(this.pool).then((extension) => {
      if (extension) return escapeIdentifier(extension.name);
      const remedy = 'Run `salesagent playbook vectors`, by a role that owns the database.';
      const where = addressOf(this.settings);
      throw new VectorIndexError('rejected', `The database at ${where} is without the extension vector. ${remedy}`);
    });
    this.extension.catch(() => (this.extension = null));
    return this.extension;
  }
}

type Statement = (table: string, extension: string) => string;

const literalOf = (values: Float32Array): string => `[${values.join(',')}]`;
const columnsOf = (keys: readonly PassageKey[]): [string[], string[]] => [
  keys.map(({ source }) => source),
  keys.map(({ id }) => id),
];
const filterValues = (filter: PassageFilter): (string | number | null)[] => [
  filter.company ?? null,
  filter.stage ?? null,
  filter.persona ?? null,
  filter.effectiveOn ?? null,
];
