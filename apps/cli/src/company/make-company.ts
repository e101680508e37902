import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CliError, EXIT, usageError } from '../exit-codes';
import type { Io } from '../output/io';
import type { CompanyFacts } from './company-facts';
import { deploymentVariables } from './deployment-variables';
import { envText } from './env-text';
import { mappingText } from './mapping-text';
import { forecastText, policyText } from './override-texts';

export interface MadeFile {
  /** As a person would type it from where they are. */
  path: string;
  what: string;
}

export interface MadeCompany {
  slug: string;
  name: string;
  folder: string;
  crm: CompanyFacts['crm'];
  files: MadeFile[];
  /** Where the mapping comes from; `null` with our own CRM, which needs none. */
  mapping: 'drafted' | 'empty' | null;
  /** Names of the variables that somebody has to set, and of the secrets. */
  toSet: string[];
  secrets: string[];
}

/**
 * Checks that a company of this name can be made below a playbooks folder, before anything is asked.
 * @throws CliError
 */
export function placeFor(io: Io, dir: string, slug: string): string {
  if (!statSync(resolve(io.cwd, dir, 'base', 'policy.yaml'), { throwIfNoEntry: false })) {
    throw usageError(`There is no ${dir}/base/policy.yaml.`, 'Give the playbooks folder with --dir.');
  }
  const folder = `${dir.replace(/\/+$/, '')}/companies/${slug}`;
  if (statSync(resolve(io.cwd, folder), { throwIfNoEntry: false })) throw isThere(folder);
  return folder;
}

/**
 * Makes the folder of a company; all of it or nothing, and never over something that is there.
 * @throws CliError
 */
export function makeCompany(io: Io, facts: CompanyFacts, folder: string): MadeCompany {
  const mapping = mappingText(facts, `${folder}/crm.yaml`);
  const variables = deploymentVariables(facts);
  const names = (state: string) => variables.filter((v) => v.state === state).map((v) => v.variable.name);
  const texts: [name: string, what: string, text: string][] = [
    ...(mapping === null
      ? []
      : [['crm.yaml', MAPPING[facts.source ? 'drafted' : 'empty'], mapping] as [string, string, string]]),
    ['policy.yaml', 'its calendar; further rules that tighten the firm’s', policyText(facts)],
    ['7-operations/forecast.md', 'its currency and fiscal year', forecastText(facts)],
    ['deployment.env', 'the variables of its deployment', envText(facts, variables)],
  ];
  write(io, folder, texts);
  return {
    ...{ slug: facts.slug, name: facts.name, folder, crm: facts.crm },
    files: texts.map(([name, what]) => ({ path: `${folder}/${name}`, what })),
    mapping: mapping === null ? null : facts.source ? 'drafted' : 'empty',
    toSet: names('to-set'),
    secrets: names('secret'),
  };
}

const MAPPING = {
  drafted: 'what the CRM’s objects, fields and stages mean: a draft from the export',
  empty: 'what the CRM’s objects, fields and stages mean: empty, with an example',
};

function write(io: Io, folder: string, texts: readonly [name: string, what: string, text: string][]): void {
  const path = resolve(io.cwd, folder);
  try {
    if (!statSync(dirname(path), { throwIfNoEntry: false })) mkdirSync(dirname(path));
    mkdirSync(path);
  } catch (error) {
    // Somebody was faster.
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? isThere(folder) : notWritable(folder, error);
  }
  try {
    for (const [name, , text] of texts) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      io.writeFile(join(path, name), text);
    }
  } catch (error) {
    rmSync(path, { recursive: true, force: true });
    throw notWritable(folder, error);
  }
}

function isThere(folder: string): CliError {
  const remedy = 'Nothing is written over. Take another slug, or remove it yourself if nobody needs it.';
  return new CliError(EXIT.conflict, `${folder} is there already.`, remedy, 'is-there');
}

function notWritable(folder: string, error: unknown): CliError {
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = 'Make sure you may write there, or give another playbooks folder with --dir. Nothing was left behind.';
  return new CliError(EXIT.failed, `${folder} cannot be written: ${reason}`, remedy, 'not-writable');
}
