import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { listVariables, VARIABLES } from '@salesagent/platform/config';
import type { HomeCompany } from './home';
import { StartError } from './options';

/** A portfolio company with a hosted CRM, as `salesagent company new` has made its folder. */
export interface CompanyFolder {
  company: HomeCompany;
  /** What gateway is told of that CRM. */
  crm: Record<string, string>;
}

/** `PLAYBOOKS_DIR`, else the checkout's own. */
export const playbooksFolder = (root: string, environment: NodeJS.ProcessEnv): string =>
  environment['PLAYBOOKS_DIR'] ? resolve(root, environment['PLAYBOOKS_DIR']) : join(root, 'playbooks');

/**
 * Reads the deployment values of a company. What stands in start's own environment goes before what stands in the file,
 * so that one value can be tried without writing it down. The names of files count from the folder that holds the
 * playbooks; `playbooks/…` is inside them.
 * @throws StartError naming the file, the variable and the remedy
 */
export function companyFolder(slug: string, playbooks: string, environment: NodeJS.ProcessEnv): CompanyFolder {
  const file = join(playbooks, 'companies', slug, 'deployment.env');
  if (!existsSync(file)) {
    throw new StartError(`--company ${slug}: there is no ${file}; \`salesagent company new ${slug}\` makes it`);
  }
  const own = given(environment);
  const values: NodeJS.ProcessEnv = { ...parseEnv(readable(file)), ...own };
  const kind = values[VARIABLES.crm.kind.name] || 'postgres';
  if (!VARIABLES.crm.kind.schema.safeParse(kind).success) {
    const where = own[VARIABLES.crm.kind.name] ? 'the environment' : file;
    throw new StartError(`CRM=${kind} in ${where} is no CRM: there are salesforce and hubspot (postgres: our own)`);
  }
  const name = values[VARIABLES.companyName.name] || slug;
  if (kind === 'postgres') {
    throw new StartError(`${file}: the CRM is our own (CRM=postgres), so load an export: npm start -- --import DIR`);
  }
  const told = CRM.flatMap((variable) => (values[variable] ? [[variable, values[variable]]] : []));
  const crm = Object.fromEntries(told) as Record<string, string>;
  for (const { name: variable } of [VARIABLES.crm.mappingFile, VARIABLES.crm.credentialsFile]) {
    crm[variable] = fileOf(crm[variable], variable, { file: own[variable] ? 'the environment' : file, playbooks });
  }
  return { company: { slug, name, source: kind, hosted: true }, crm };
}

/** `CRM` and all that begins with it: they are gateway's alone. */
const CRM = listVariables()
  .map(({ variable }) => variable.name)
  .filter((name) => /^CRM(_|$)/.test(name));

const given = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(CRM.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));

function readable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fileOf(path: string | undefined, variable: string, from: { file: string; playbooks: string }): string {
  if (!path) {
    throw new StartError(`${variable} is empty in ${from.file}: set it (docs/crm/connect.md says what the file holds)`);
  }
  // `playbooks/…` is the playbooks folder whatever it is called on this machine (PLAYBOOKS_DIR).
  const found = path.startsWith('playbooks/')
    ? join(from.playbooks, path.slice('playbooks/'.length))
    : resolve(dirname(from.playbooks), path);
  if (existsSync(found)) return found;
  throw new StartError(`${variable} in ${from.file} names ${found}, which does not exist`);
}
