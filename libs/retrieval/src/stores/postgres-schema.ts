/**
 * Tables of the passages, for the migrations of the service that keeps them (services have no right to make tables).
 * Text is what was indexed; `retrieval_posting` is its inverted index, `retrieval_term` how many passages hold a term.
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
    passages integer not null,
    unique (source, id)
  );
  create table retrieval_passage (
    no bigint generated always as identity primary key,
    document bigint not null references retrieval_document on delete cascade,
    ordinal integer not null,
    id text not null,
    heading text not null,
    path text[] not null,
    text text not null,
    line integer not null,
    unique (document, ordinal)
  );
  create table retrieval_posting (
    language text not null,
    term text collate "C" not null,
    passage bigint not null,
    document bigint not null references retrieval_document on delete cascade,
    impact double precision not null,
    primary key (language, term, passage) include (document, impact)
  );
  create index retrieval_posting_document on retrieval_posting (document);
  create table retrieval_term (
    language text not null,
    term text collate "C" not null,
    passages integer not null,
    primary key (language, term)
  );
`;
