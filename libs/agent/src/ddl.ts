import { schemaName } from '@salesagent/event-store';

/**
 * Tables of an agent service beside its log and mirror. Run by the migration job.
 * `evaluation` is the list of looks still to be taken; `action_state` is where the newest episode of each
 * (action, subject) stands; `company_fact` holds the published win curve and the last import; `tally` counts
 * events per record.
 */
export function agentDdl(schema: string): string {
  const s = schemaName(schema);
  return `
create table if not exists ${s}.evaluation (
  action text not null,
  subject text not null,
  revision uuid not null default gen_random_uuid(),
  cause text not null,
  correlation_id text not null,
  traceparent text,
  requests jsonb not null default '[]',
  import_recorded_at timestamptz,
  requested_at timestamptz not null default now(),
  attempts integer not null default 0,
  not_before timestamptz not null default '-infinity',
  problem text,
  primary key (action, subject)
);
create table if not exists ${s}.action_state (
  stream text primary key,
  version integer not null,
  episode integer not null,
  status text not null,
  material text,
  action_id text,
  rests_until timestamptz,
  updated_at timestamptz not null default now()
);
create index if not exists action_state_action_id on ${s}.action_state (action_id);
create index if not exists action_state_due on ${s}.action_state (stream) where status in ('open', 'prepare-due', 'prepared');
create table if not exists ${s}.company_fact (
  name text primary key,
  data jsonb not null,
  recorded_at timestamptz not null
);
create table if not exists ${s}.tally (
  record text not null,
  event text not null,
  count integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (record, event)
);
${dismissedDdl(schema)}
${draftDdl(schema)}
${rejectedReadingDdl(schema)}
${proposedReadingDdl(schema)}`;
}

/** What models have written, by the hash of what they wrote it from: nothing is asked twice. */
export function draftDdl(schema: string): string {
  return `
create table if not exists ${schemaName(schema)}.draft (
  key text primary key,
  -- Sealed for the person it is written to; null while it is being written.
  kept jsonb,
  -- Whoever writes it has until then; another may begin afterwards.
  claimed_until timestamptz not null,
  made_at timestamptz
);`;
}

/**
 * What people rejected out of texts: that part is not suggested again out of any of the texts that were there to be read.
 * `read` of a state, which said so of the newest episode alone, has become `proposed_reading`.
 */
export function rejectedReadingDdl(schema: string): string {
  const s = schemaName(schema);
  return `
alter table ${s}.action_state add column if not exists read jsonb;
create table if not exists ${s}.rejected_reading (
  stream text not null,
  -- What was suggested, economicBuyer.
  part text not null,
  -- Hashes of the texts, each with its record.
  sources text[] not null,
  rejected_at timestamptz not null default now(),
  primary key (stream, part)
);`;
}

/** What each proposal suggested out of texts, so that a rejection or an undo of any episode is remembered. */
export function proposedReadingDdl(schema: string): string {
  const s = schemaName(schema);
  return `
create table if not exists ${s}.proposed_reading (
  action_id text primary key,
  stream text not null,
  -- The parts it suggested, and the hashes of all texts that were there to be read.
  read jsonb not null
);
insert into ${s}.proposed_reading (action_id, stream, read)
select action_id, stream, read from ${s}.action_state where action_id is not null and read is not null
on conflict (action_id) do nothing;`;
}

/** What people turned down: silent until then, unless a fact is new. */
export function dismissedDdl(schema: string): string {
  return `
create table if not exists ${schemaName(schema)}.dismissed (
  stream text not null,
  -- Hash of what the dismissed proposal rested on.
  material text not null,
  rests_until timestamptz not null,
  primary key (stream, material)
);`;
}
