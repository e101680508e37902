/**
 * Pairs of records that may be one, as the last look found them: ids and reasons, no values of people. What a person
 * said of a pair stays when the pair is found again.
 */
export const QUALITY_DDL = `
create table gateway.duplicate (
  record_type text not null,
  one text collate "C" not null,
  other text collate "C" not null check (one < other),
  score double precision not null,
  why text[] not null,
  primary key (record_type, one, other)
);
create index duplicate_other on gateway.duplicate (record_type, other);
create table gateway.duplicate_look (
  record_type text primary key,
  seen_up_to xid8 not null,
  records integer not null,
  looked_at timestamptz not null default now()
);
create table gateway.duplicate_decision (
  record_type text not null,
  one text collate "C" not null,
  other text collate "C" not null check (one < other),
  decision text not null check (decision in ('not-the-same', 'merge-asked')),
  decided_by text not null,
  decided_at timestamptz not null default now(),
  task_id text,
  primary key (record_type, one, other)
);
`;
