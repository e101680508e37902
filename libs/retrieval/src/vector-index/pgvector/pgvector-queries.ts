/** Statements over the table of a model; `x` is the schema of the extension, which need not be where names are looked up. */
type Statement = (table: string, x: string) => string;

export const HELD: Statement = (table) => `select source, id, point_hash from ${table} where owner = $1`;

/** Points come as one JSON list. */
export const PUT: Statement = (table, x) => `
  insert into ${table} as held
    (owner, source, id, point_hash, language, company, stage, personas, effective_from, effective_to, embedding)
  select $1, source, id, "pointHash", language, company, stage, personas, "effectiveFrom", "effectiveTo",
         embedding::${x}.vector
  from json_to_recordset($2::json)
    as p (source text, id text, "pointHash" text, language text, company text, stage smallint, personas text[],
          "effectiveFrom" date, "effectiveTo" date, embedding text)
  on conflict (owner, source, id) do update set
    (point_hash, language, company, stage, personas, effective_from, effective_to, embedding) =
    (excluded.point_hash, excluded.language, excluded.company, excluded.stage, excluded.personas,
     excluded.effective_from, excluded.effective_to, excluded.embedding)`;

export const REMOVE: Statement = (table) => `
  delete from ${table} held using unnest($2::text[], $3::text[]) as gone (source, id)
  where held.owner = $1 and held.source = gone.source and held.id = gone.id`;

/** What `admits` says, in SQL: $1 owner, $2 language, then the filter. */
const FILTER = `
  owner = $1 and language = $2
  and (company is null or company = $3)
  and ($4::smallint is null or stage is null or stage = $4)
  and ($5::text is null or personas = '{}' or $5 = any (personas))
  and ($6::date is null or effective_from is null or effective_from <= $6)
  and ($6::date is null or effective_to is null or $6 < effective_to)`;

/** How many passages a filter leaves, counted up to $7. */
export const ADMITTED: Statement = (table) => `
  select count(*)::int as admitted from (select from ${table} where ${FILTER} limit $7) as counted`;

/** Ordered by the very expression that is indexed. */
export const NEAR: Statement = (table, x) => `
  select source, id, 1 - (embedding operator(${x}.<=>) $8::${x}.vector) as similarity
  from ${table} where ${FILTER}
  order by embedding operator(${x}.<=>) $8::${x}.vector limit $7`;

/** The same by an expression that no index has, so that every row is looked at. */
export const NEAR_EXACTLY: Statement = (table, x) => `
  select source, id, 1 - (embedding operator(${x}.<=>) $8::${x}.vector) as similarity
  from ${table} where ${FILTER}
  order by 1 - (embedding operator(${x}.<=>) $8::${x}.vector) desc, source, id limit $7`;

export const GIVEN: Statement = (table, x) => `
  select held.source, held.id, 1 - (held.embedding operator(${x}.<=>) $4::${x}.vector) as similarity
  from ${table} held join unnest($2::text[], $3::text[]) as asked (source, id)
    on held.source = asked.source and held.id = asked.id
  where held.owner = $1`;

/** Begins a search by HNSW for `limit`: looks wider than for the few asked for, and on until there are as many. */
export const SEARCHING = (limit: number): string => `
  begin read only;
  set local hnsw.iterative_scan = strict_order;
  set local hnsw.ef_search = ${Math.min(1_000, Math.max(100, 2 * Math.trunc(limit)))};
  set local hnsw.max_scan_tuples = 100000`;
