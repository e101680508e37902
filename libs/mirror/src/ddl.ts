import { schemaName } from '@salesagent/event-store';

/** References that joins follow; each has an index, so that `where` on it does not read the whole mirror. */
const INDEXED_FIELDS = ['accountId', 'opportunityId', 'contactId', 'ownerId'] as const;

/** Tables of a service that mirrors CRM records: the rows, and the company's business clock. */
export function mirrorDdl(schema: string): string {
  const s = schemaName(schema);
  const indexes = INDEXED_FIELDS.map(
    (field) => `create index if not exists mirror_${field.toLowerCase()} on ${s}.mirror
  (record_type, (fields ->> '${field}')) where fields ->> '${field}' is not null;`,
  );
  return `
create table if not exists ${s}.mirror (
  record_type text not null,
  record_id text not null,
  record_version integer not null,
  fields jsonb not null,
  updated_at timestamptz not null,
  primary key (record_type, record_id)
) with (fillfactor = 70);
${indexes.join('\n')}
create table if not exists ${s}.business_clock (
  only_row boolean primary key default true check (only_row),
  mode text not null check (mode in ('live', 'frozen')),
  date date,
  check ((mode = 'frozen') = (date is not null))
);
alter table ${s}.business_clock add column if not exists recorded_at timestamptz not null default '-infinity';`;
}
