import { RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import { columnsOf, tableOf } from './columns';

/**
 * Schema `crm`: one table a record type, and the change capture. Every write goes through two triggers, so an
 * edit made by hand in SQL is captured like any other: the first counts versions and drops updates that change
 * nothing, the second records before and after in the writer's own transaction.
 * Who writes is told by `set_config('crm.by' | 'crm.cause' | 'crm.import', …, true)`.
 */
export function crmDdl(): string {
  return [CHANGE_CAPTURE, ...RECORD_TYPES.map(tableDdl), IMPORT_MEMORY].join('\n');
}

const CHANGE_CAPTURE = `
create table crm.change (
  position bigint generated always as identity primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  record_type text not null,
  record_id text not null,
  version integer not null,
  operation text not null check (operation in ('insert', 'update', 'delete', 'import')),
  before jsonb,
  after jsonb,
  "by" text not null,
  cause text not null,
  import_id text,
  changed_at timestamptz not null default clock_timestamp()
);
create index change_order on crm.change (transaction_id, position);
create index change_of_record on crm.change (record_type, record_id, version);

create function crm.count_version() returns trigger language plpgsql as $$
begin
  new.updated_at := clock_timestamp();
  new.updated_by := coalesce(nullif(current_setting('crm.by', true), ''), session_user);
  if tg_op = 'INSERT' then
    new.version := 1;
    return new;
  end if;
  new.version := old.version;
  new.updated_at := old.updated_at;
  if (to_jsonb(new) - 'updated_by') = (to_jsonb(old) - 'updated_by') then
    return null;
  end if;
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  return new;
end $$;

create function crm.capture() returns trigger language plpgsql as $$
declare
  was jsonb := case when tg_op = 'UPDATE' and not old.deleted then jsonb_strip_nulls(to_jsonb(old)) end;
begin
  insert into crm.change (record_type, record_id, version, operation, before, after, "by", cause, import_id)
  values (
    tg_argv[0], new.id, new.version,
    case when new.deleted then 'delete' when was is null then 'insert' else 'update' end,
    was - '{id,version,updated_at,updated_by,deleted}'::text[],
    case when new.deleted then null
         else jsonb_strip_nulls(to_jsonb(new)) - '{id,version,updated_at,updated_by,deleted}'::text[] end,
    new.updated_by,
    coalesce(nullif(current_setting('crm.cause', true), ''), 'sql'),
    nullif(current_setting('crm.import', true), '')
  );
  return null;
end $$;
`;

function tableDdl(type: RecordType): string {
  const columns = columnsOf(type).map(({ column, sqlType }) => `  "${column}" ${sqlType},`);
  const references = columnsOf(type)
    .filter(({ kind }) => kind === 'ref')
    .map(({ column }) => `create index on ${tableOf(type)} ("${column}");`);
  return `
create table ${tableOf(type)} (
  id text primary key,
${columns.join('\n')}
  version integer not null default 1,
  updated_at timestamptz not null default clock_timestamp(),
  updated_by text not null default '',
  deleted boolean not null default false
);
${references.join('\n')}
create trigger count_version before insert or update on ${tableOf(type)}
  for each row execute function crm.count_version();
create trigger capture after insert or update on ${tableOf(type)}
  for each row execute function crm.capture('${type}');
`;
}

/** What earlier imports said, so that a repeated import changes nothing and leaves people's edits alone. */
const IMPORT_MEMORY = `
create table crm.imported (
  record_type text not null,
  record_id text not null,
  fields jsonb not null,
  primary key (record_type, record_id)
);
create table crm.import_key (
  record_type text not null,
  key text not null,
  record_id text not null,
  primary key (record_type, key)
);
create table crm.written (
  key text primary key,
  result jsonb not null
);
`;
