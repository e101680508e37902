import { readFileSync } from 'node:fs';
import type { Home } from './home';
import { StartError } from './options';
import { SERVICES } from './services';

/**
 * Secrets of the clients outside the system that the operator's grants name (`SEALED_GRANTS_FILE`), by client. The local
 * provider gives them tokens that open sealed values and do nothing else. gateway checks the file's content.
 * @throws StartError when the file cannot be read or names one of our own services
 */
export function consumerSecrets(home: Home, file = process.env['SEALED_GRANTS_FILE']): Record<string, string> {
  if (!file) return {};
  let names: string[];
  try {
    const grants = JSON.parse(readFileSync(file, 'utf8')) as { client?: unknown }[];
    names = grants.flatMap(({ client }) => (typeof client === 'string' ? [client] : []));
  } catch (error) {
    throw new StartError(`SEALED_GRANTS_FILE ${file} cannot be used: ${(error as Error).message}`);
  }
  const ours = names.find((name) => SERVICES.some((service) => service.name === name));
  if (ours)
    throw new StartError(`SEALED_GRANTS_FILE ${file}: ${ours} is a service of ours; give the client another name`);
  return Object.fromEntries(names.map((name) => [name, home.secret(`consumer-${name}`)]));
}
