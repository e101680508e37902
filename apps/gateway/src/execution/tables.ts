/** What execution keeps in gateway's schema: payloads by digest, permits used, documents' bytes. */
export const EXECUTION_DDL = `
create table gateway.payload (
  action_id text not null,
  digest text not null,
  proposal jsonb,
  change jsonb not null,
  received_at timestamptz not null default now(),
  primary key (action_id, digest)
);
create table gateway.permit (
  permit_id text primary key,
  action_id text not null,
  used_at timestamptz not null default now()
);
create table gateway.document_content (
  digest text primary key,
  media_type text not null,
  bytes bytea not null
);
`;
