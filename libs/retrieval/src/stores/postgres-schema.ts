/**
 * Tables of the passages, for the migrations of the service that keeps them (services have no right to make tables). Text
 * is what was indexed, `terms` and `impacts` how it is found by words, `retrieval_vector` by meaning; `retrieval_version`
 * counts every change, so that a process knows whether what it holds is what is there.
 */
export const RETRIEVAL_TABLES = `
  create table retrieval_document (
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
    unique (source, id)
  );
  create table retrieval_passage (
    document bigint not null references retrieval_document on delete cascade,
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
  create index retrieval_passage_id on retrieval_passage (id);
  create index retrieval_passage_text on retrieval_passage (text_hash);
  create table retrieval_vector (
    model text not null,
    text_hash text not null,
    vector bytea not null,
    primary key (model, text_hash)
  );
  create table retrieval_version (
    singleton boolean primary key default true check (singleton),
    version bigint not null
  );
  insert into retrieval_version (version) values (0);
`;
