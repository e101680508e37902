import { migrateCompany } from './migrate';

/**
 * The migration job of a deployment: `MIGRATE_DATABASE_URL` is the owner's connection string, and each service role's
 * password is in `<ROLE>_PASSWORD`, e.g. `SALESAGENT_GATEWAY_PASSWORD`.
 */
async function main(): Promise<void> {
  const url = required('MIGRATE_DATABASE_URL');
  const { applied } = await migrateCompany(url, (role) => required(`${role.toUpperCase()}_PASSWORD`));
  for (const name of applied) console.log(`applied ${name}`);
  console.log(applied.length === 0 ? 'nothing to apply' : `${applied.length} applied`);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
