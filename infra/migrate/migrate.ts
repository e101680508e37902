import { busDdl, busGrants } from '@salesagent/bus';
import { migrate } from '@salesagent/platform';
import { vaultDdl } from '@salesagent/sealing';
import { serviceSchemas } from './service-schemas';

/**
 * Brings a company's database up to date: the shared schemas, then every service's own.
 *
 * @param url connection string of the owner role
 * @param passwordOf password of a service role such as `salesagent_gateway`
 */
export async function migrateCompany(
  url: string,
  passwordOf: (role: string) => string,
): Promise<{ applied: string[] }> {
  return migrate({
    url,
    services: await serviceSchemas(),
    shared: [
      { schema: 'bus', ddl: busDdl() },
      { schema: 'vault', ddl: vaultDdl() },
    ],
    grantsOf: (role) => [busGrants(role)],
    passwordOf,
  });
}
