/**
 * Keys of personal values, one per subject and version (schema `vault`). An erased key stays as a row without a
 * key: the proof that the person was erased, and when.
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
);`;
}

/** What a role may do with keys: `open` reads values, `seal` also writes new ones, `erase` also erases people. */
export function vaultGrants(role: string, may: 'open' | 'seal' | 'erase'): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(role)) throw new Error(`"${role}" cannot be a role name.`);
  const rights = { open: 'select', seal: 'select, insert', erase: 'select, insert, update' }[may];
  return `
grant usage on schema vault to ${role};
grant ${rights} on vault.key to ${role};`;
}
