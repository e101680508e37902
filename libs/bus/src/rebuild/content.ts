import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';

/** How a live table and the rebuilt one differ. */
export interface TableDifference {
  table: string;
  rows: number;
  rebuiltRows: number;
  /** Rows the live table lacks, has too many of, or has with another content. */
  missing: number;
  extra: number;
  different: number;
  /** The first of them in order of key; the columns of a key are joined by `/`. */
  first: { key: string; what: 'missing' | 'extra' | 'different' }[];
}

/** Columns and primary key of a table. */
export interface Shape {
  table: string;
  columns: string[];
  key: string[];
}

const FIRST = 10;
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const list = (names: readonly string[], prefix = ''): string => names.map((n) => prefix + quoted(n)).join(', ');
const sameKey = (key: readonly string[]): string =>
  key.map((name) => `l.${quoted(name)} = s.${quoted(name)}`).join(' and ');

/** Columns and primary key of a table, from the catalogue. */
export async function shapeOf(client: PoolClient, schema: string, table: string): Promise<Shape> {
  const { rows } = await client.query<{ column: string; place: number | null }>(
    `select a.attname as column, array_position(i.indkey::int2[], a.attnum) as place
     from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [`${schema}.${table}`],
  );
  const inKey = rows.filter((row) => row.place !== null).sort((a, b) => a.place! - b.place!);
  if (inKey.length === 0) throw new Error(`${schema}.${table} has no primary key, so it cannot be rebuilt.`);
  return { table, columns: rows.map((row) => row.column), key: inKey.map((row) => row.column) };
}

/**
 * Compares two tables of the same shape, byte by byte (`*<>` compares records as they are stored; what is stored
 * otherwise but reads the same is no difference).
 */
export async function compare(
  client: PoolClient,
  live: string,
  shadow: string,
  shape: Shape,
): Promise<TableDifference> {
  const { table, key } = shape;
  const [first] = key.map(quoted);
  const { rows } = await client.query<{ what: 'missing' | 'extra' | 'different'; n: string; keys: string[] }>(
    `with difference as (
       select case when l.${first} is null then 'missing' when s.${first} is null then 'extra' else 'different' end as what,
              concat_ws('/', ${key.map((name) => `coalesce(l.${quoted(name)}, s.${quoted(name)})`).join(', ')}) as key
       from ${live}.${table} l full join ${shadow}.${table} s on ${sameKey(key)}
       where l.${first} is null or s.${first} is null
          or (l operator(pg_catalog.*<>) s and l::text is distinct from s::text)
     )
     select what, count(*) as n, coalesce(array_agg(key order by place) filter (where place <= ${FIRST}), '{}') as keys
     from (select *, row_number() over (partition by what order by key) as place from difference) d
     group by what order by what`,
  );
  const counts = await client.query<{ live: string; shadow: string }>(
    `select (select count(*) from ${live}.${table}) as live, (select count(*) from ${shadow}.${table}) as shadow`,
  );
  const count = (what: string): number => Number(rows.find((row) => row.what === what)?.n ?? 0);
  return {
    table,
    rows: Number(counts.rows[0]?.live),
    rebuiltRows: Number(counts.rows[0]?.shadow),
    missing: count('missing'),
    extra: count('extra'),
    different: count('different'),
    first: rows.flatMap(({ what, keys }) => keys.map((k) => ({ key: k, what }))).slice(0, FIRST),
  };
}

export function isEqual({ missing, extra, different }: TableDifference): boolean {
  return missing + extra + different === 0;
}

/**
 * Makes the live table equal to the rebuilt one by the rows that differ, and no others.
 * @param found how they differ; nobody may have written to either since
 */
export async function merge(
  client: PoolClient,
  live: string,
  shadow: string,
  shape: Shape,
  found: TableDifference,
): Promise<void> {
  const { table, columns, key } = shape;
  const others = columns.filter((column) => !key.includes(column));
  // Whole tables are held against each other. Statistics of a table that was just emptied or filled make a loop over its
  // rows look cheap, which at a million events did not end within minutes.
  await client.query('set local enable_nestloop = off');
  if (found.extra > 0) {
    await client.query(
      `delete from ${live}.${table} l where not exists (select from ${shadow}.${table} s where ${sameKey(key)})`,
    );
  }
  if (found.different > 0) {
    const set = others.map((name) => `${quoted(name)} = s.${quoted(name)}`).join(', ');
    await client.query(
      `update ${live}.${table} l set ${set} from ${shadow}.${table} s
       where ${sameKey(key)} and l operator(pg_catalog.*<>) s`,
    );
  }
  if (found.missing > 0) {
    await client.query(
      `insert into ${live}.${table} (${list(columns)}) select ${list(columns, 's.')} from ${shadow}.${table} s
       where not exists (select from ${live}.${table} l where ${sameKey(key)})`,
    );
  }
}

/**
 * Hash of a table's content: of the hashes of its rows in order of the primary key, so that neither the order of
 * insertion nor the server's collation matters. Every column counts.
 */
export async function tableHash(client: PoolClient, schema: string, shape: Shape): Promise<string> {
  const order = shape.key.map((name) => `t.${quoted(name)}::text collate "C"`).join(', ');
  const { rows } = await client.query<{ hash: string }>(
    `select encode(sha256(convert_to(coalesce(string_agg(md5(t::text), '' order by ${order}), ''), 'UTF8')), 'hex') as hash
     from ${schema}.${shape.table} t`,
  );
  return rows[0]!.hash;
}

/** Hash of a projection: of its tables' hashes, by name. In a transaction: it settles how values turn to text there. */
export async function contentHash(client: PoolClient, schema: string, tables: readonly string[]): Promise<string> {
  await client.query(AS_TEXT);
  const hash = createHash('sha256');
  for (const table of [...tables].sort()) {
    hash.update(`${table} ${await tableHash(client, schema, await shapeOf(client, schema, table))}\n`);
  }
  return hash.digest('hex');
}

/** How values turn to text must not depend on the session that asks. */
const AS_TEXT = `select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, MDY', true),
  set_config('intervalstyle', 'postgres', true), set_config('extra_float_digits', '1', true),
  set_config('bytea_output', 'hex', true)`;
