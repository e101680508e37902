/**
 * Tables of the passages, for the migrations of the service that keeps them (services have no right to make tables). Text
 * is what was indexed, `terms` and `impacts` how it is found by words, `retrieval_vector` by meaning; `retrieval_version`
 * counts every change, so that a process knows whether what it holds is what is there. They may be made again.
 *
 * @param place before each name: empty, or a schema and its point
 */
const tablesIn = (place: '' | `${string}.`): string => `
  create table if not exists ${place}retrieval_document (
    no bigint generated always as identity primary key,
    source text not null,
    id text not null,
    hash text not null,
    title text not null,
    file text not null,
    language text not null,
    company text,
    stage smallint,
    personas text[] not null,
    effective_from date,
    effective_to date,
    use jsonb,
    confidential boolean not null default false,
    unique (source, id)
  );
  create table if not exists ${place}retrieval_passage (
    document bigint not null references ${place}retrieval_document on delete cascade,
    ordinal integer not null,
    id text not null,
    heading text not null,
    path text[] not null,
    text text not null,
    asked text,
    line integer not null,
    page integer,
    text_hash text not null,
    terms text[] not null,
    impacts real[] not null,
    primary key (document, ordinal),
    check (cardinality(terms) = cardinality(impacts))
  );
  create index if not exists retrieval_passage_id on ${place}retrieval_passage (id);
  create index if not exists retrieval_passage_text on ${place}retrieval_passage (text_hash);
  create table if not exists ${place}retrieval_vector (
    model text not null,
    text_hash text not null,
    vector bytea not null,
    primary key (model, text_hash)
  );
  create table if not exists ${place}retrieval_version (
    singleton boolean primary key default true check (singleton),
    version bigint not null
  );
  insert into ${place}retrieval_version (version) values (0) on conflict do nothing;
`;

/**
 * What an index of vectors elsewhere (`VectorIndexedStore`) was last brought to, by its name. `version` is that of the
 * passages it shows, -1 where what it holds is not known; `revision` counts what was done to it; `passages` says of each
 * language how many it holds.
 */
const indexTableIn = (place: '' | `${string}.`): string => `
  create table if not exists ${place}retrieval_vector_index (
    name text primary key,
    model text,
    version bigint not null,
    revision bigint not null,
    passages jsonb not null
  );
`;

/** In the schema that the session's `search_path` says. */
export const RETRIEVAL_TABLES = tablesIn('');
export const VECTOR_INDEX_TABLES = indexTableIn('');

/** The passages of a running stack, which all its services may search and one keeps (ADR 0023). */
export const PASSAGES_SCHEMA = 'passages';

/**
 * That schema with its tables, and what the keeper last saw: of each source, `problems` are files that could not be read,
 * or not wholly, `failure` why the source could not be looked at; of vectors, the model they are made by and why some
 * could not be made. `retrieval_look` counts the looks that somebody wanted at once: who is looking sees it and begins anew.
 */
export const PASSAGES_DDL = `
  create schema if not exists ${PASSAGES_SCHEMA};
  ${tablesIn(`${PASSAGES_SCHEMA}.`)}
  ${indexTableIn(`${PASSAGES_SCHEMA}.`)}
  create table if not exists ${PASSAGES_SCHEMA}.retrieval_source (
    source text primary key,
    place text not null,
    since timestamptz not null,
    looked_at timestamptz not null,
    problems jsonb not null default '{}',
    failure text
  );
  create table if not exists ${PASSAGES_SCHEMA}.retrieval_embedding (
    singleton boolean primary key default true check (singleton),
    model text,
    failure text
  );
  create table if not exists ${PASSAGES_SCHEMA}.retrieval_look (
    singleton boolean primary key default true check (singleton),
    wanted bigint not null
  );
  insert into ${PASSAGES_SCHEMA}.retrieval_look (wanted) values (0) on conflict do nothing;
`;

/**
 * For passages that were kept before documents could be confidential. What folders say holds at once, since the documents
 * may be out of reach for long; what front matter says is known when they are indexed anew.
 */
export const CONFIDENTIAL_DDL = `
  alter table ${PASSAGES_SCHEMA}.retrieval_document add column if not exists confidential boolean not null default false;
  update ${PASSAGES_SCHEMA}.retrieval_document as d set confidential = true, use = null
  where d.file ~* '(^|/)confidential/' or exists (
    select from ${PASSAGES_SCHEMA}.retrieval_source as s
    where s.source = d.source and s.place ~* '(^|/)confidential(/|$)'
  );
`;

/**
 * What a service that answers from the passages may do: read them. It does nothing in a database that has none, such as
 * one in which a service is migrated alone; where all are, the tables are made before anything is granted.
 */
export function passagesGrants(role: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(role)) throw new Error(`"${role}" cannot be a role name.`);
  return `do $$ begin
    if to_regnamespace('${PASSAGES_SCHEMA}') is not null then
      revoke all on all tables in schema ${PASSAGES_SCHEMA} from ${role};
      grant usage on schema ${PASSAGES_SCHEMA} to ${role};
      grant select on all tables in schema ${PASSAGES_SCHEMA} to ${role};
    end if;
  end $$`;
}
