/** A schema name that may be written into SQL as it is. */
export function schemaName(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) {
    throw new Error(`"${name}" cannot be a schema name: use lower-case letters, digits and underscores.`);
  }
  return name;
}
