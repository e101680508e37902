import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApiYaml } from './asyncapi';
import { consumerSchemas } from './consumer-schemas';
import { checkout, versionOfNow } from './releases';
import { sampleFiles } from './sample-files';
import { schemaFiles } from './schema-files';

/** Every file of the contracts that is made from code, by its path from the checkout. */
export function contractFiles(): Record<string, () => string> {
  return {
    'contracts/asyncapi.yaml': () => asyncApiYaml(versionOfNow()),
    ...schemaFiles(),
    ...sampleFiles(),
    'integrations/events/src/generated/schemas.ts': consumerSchemas,
  };
}

/** Files in the folders of generated contracts that no event stands behind any more. */
export function leftOver(root = checkout()): string[] {
  const made = new Set(Object.keys(contractFiles()));
  return ['contracts/schemas', 'contracts/samples']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !made.has(path));
}
