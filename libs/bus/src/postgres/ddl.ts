import { schemaName } from '@salesagent/event-store';

/**
 * Tables of the Postgres transport (schema `bus`). `partitions` is fixed for the life of a database: a key's
 * partition follows from it. One partition is read by one member of a group at a time.
 */
export function busDdl(partitions = 8): string {
  const tables = Array.from(
    { length: partitions },
    (_, id) => `create table if not exists bus.log_${id} partition of bus.log for values in (${id});`,
  );
  return `
create schema if not exists bus;
create table if not exists bus.partition (id integer primary key, head bigint not null default 0);
insert into bus.partition (id) select generate_series(0, ${partitions - 1}) on conflict do nothing;
create table if not exists bus.log (
  partition integer not null,
  position bigint not null,
  topic text not null,
  key text not null,
  event json not null,
  published_at timestamptz not null default statement_timestamp(),
  constraint log_pk primary key (partition, position)
) partition by list (partition);
${tables.join('\n')}
create table if not exists bus.group_topic (
  group_name text not null, topic text not null, primary key (group_name, topic)
);
create table if not exists bus.group_partition (
  group_name text not null,
  partition integer not null references bus.partition,
  position bigint not null default 0,
  owner text,
  epoch bigint not null default 0,
  lease_until timestamptz,
  primary key (group_name, partition)
) with (fillfactor = 50);
create table if not exists bus.member (
  group_name text not null, member text not null, seen_until timestamptz not null, primary key (group_name, member)
) with (fillfactor = 50);`;
}

/** What a service role needs to publish and to consume. Nobody may change or remove what was published. */
export function busGrants(role: string): string {
  const r = schemaName(role);
  return `
grant usage on schema bus to ${r};
grant select, insert on bus.log to ${r};
grant select, update on bus.partition to ${r};
grant select, insert, update, delete on bus.group_topic, bus.group_partition, bus.member to ${r};`;
}
