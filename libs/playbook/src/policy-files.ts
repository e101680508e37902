import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { PolicyFile } from '@salesagent/governance';

export interface PolicyFiles {
  base: PolicyFile;
  /** The company's own; null where it has none. */
  company: PolicyFile | null;
}

/**
 * Reads the `policy.yaml` of the firm and of a company from a playbooks folder. Files are named from that folder on.
 * @throws when the base has none
 */
export function readPolicyFiles(dir: string, company?: string): PolicyFiles {
  const read = (...path: string[]): PolicyFile | null => {
    const file = join(dir, ...path);
    if (!existsSync(file)) return null;
    return { file: [basename(resolve(dir)), ...path].join('/'), text: readFileSync(file, 'utf8') };
  };
  const base = read('base', 'policy.yaml');
  if (!base)
    throw new Error(`There is no ${join(dir, 'base', 'policy.yaml')}: set PLAYBOOKS_DIR to the playbooks folder`);
  return { base, company: company === undefined ? null : read('companies', company, 'policy.yaml') };
}
