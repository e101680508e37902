import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServiceSchema } from '@salesagent/platform';

const APPS = resolve(__dirname, '../../apps');

/** The schema of every app that has one, by name, from `apps/<name>/src/schema`. */
export async function serviceSchemas(folder = APPS): Promise<ServiceSchema[]> {
  const files = readdirSync(folder)
    .sort()
    .map((app) => join(folder, app, 'src', 'schema'))
    .filter((path) => existsSync(`${path}.js`) || existsSync(`${path}.ts`));
  const modules = await Promise.all(files.map((path) => import(path) as Promise<{ schema: ServiceSchema }>));
  return modules.map(({ schema }) => schema);
}
