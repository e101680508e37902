/**
 * Keys of personal values, one per subject and version (schema `vault`). An erased key stays as a row without a
 * key: the proof that the subject was erased, and when.
 * `text_person` says of whom a free text speaks, so that erasing a person closes what others wrote about them.
 * `tombstone` holds keyed hashes of what an erased person was known by, so that an import does not bring them back;
 * `tombstone_key` is the key of those hashes, one a company.
 */
export function vaultDdl(): string {
  return `
create schema if not exists vault;
create table if not exists vault.key (
  subject text not null,
  key_version integer not null,
  key bytea,
  created_at timestamptz not null default now(),
  erased_at timestamptz,
  primary key (subject, key_version),
  constraint erased_has_no_key check ((key is null) = (erased_at is not null))
);
create table if not exists vault.text_person (
  text_subject text not null,
  person text not null,
  primary key (person, text_subject)
);
create table if not exists vault.tombstone (
  hash bytea primary key,
  record text not null,
  erased_at timestamptz not null default now()
);
create index if not exists tombstone_record on vault.tombstone (record);
create table if not exists vault.tombstone_key (
  only_row boolean primary key default true check (only_row),
  key bytea not null
);
insert into vault.tombstone_key (key)
select uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) on conflict do nothing;`;
}

/** What a role may do with keys: `open` reads values, `seal` also writes new ones, `erase` also erases people. */
export function vaultGrants(role: string, may: 'open' | 'seal' | 'erase'): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(role)) throw new Error(`"${role}" cannot be a role name.`);
  const grants = [`grant usage on schema vault to ${role};`, `grant select on vault.key to ${role};`];
  if (may !== 'open') {
    grants.push(`grant insert on vault.key to ${role};`, `grant select, insert on vault.text_person to ${role};`);
  }
  if (may === 'erase') {
    grants.push(
      `grant update on vault.key to ${role};`,
      `grant delete on vault.text_person to ${role};`,
      `grant select, insert on vault.tombstone to ${role};`,
      `grant select on vault.tombstone_key to ${role};`,
    );
  }
  return grants.join('\n');
}
