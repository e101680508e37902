/**
 * The chain and how far it has followed each log. Links are added and never changed: the service's role has no right
 * to (`AUDIT_APPEND_ONLY`), and the owner is refused by a trigger, which an owner can take away; what then is changed
 * is found by whoever verifies the chain.
 */
export const AUDIT_DDL = `
create table if not exists audit_link (
  seq bigint primary key,
  source text not null,
  event_id text not null,
  stream text not null,
  type text not null,
  recorded_at text not null,
  event_hash text not null,
  previous text not null,
  hash text not null,
  unique (source, event_id)
);
create table if not exists audit_cursor (
  source text primary key,
  transaction_id xid8 not null,
  position bigint not null
);
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit chain is not changed: % of %', tg_op, tg_table_name;
end $$;
create or replace trigger audit_link_is_kept before update or delete or truncate on audit_link
for each statement execute function refuse_change();
`;

/** Types of events whose whole history is on the chain. */
export const AUDIT_TYPES_DDL = `create table if not exists audit_type (type text primary key);`;

/** For `ServiceSchema.appendOnly`. */
export const AUDIT_APPEND_ONLY = ['audit_link'] as const;
