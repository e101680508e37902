import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usageError } from '../exit-codes';
import type { Context } from './command-context';

/** The playbooks folder that is meant, and the company in it where one is named. @throws CliError when it is not there */
export function placeOf(
  { io }: Pick<Context, 'io'>,
  o: { dir?: string; company?: string },
): { dir: string; company: { company?: string } } {
  const shown = o.dir ?? io.environment['PLAYBOOKS_DIR'] ?? 'playbooks';
  const dir = resolve(io.cwd, shown);
  if (!existsSync(dir)) throw usageError(`There is no folder ${shown}.`, 'Give the playbooks folder with --dir.');
  if (o.company === undefined) return { dir, company: {} };
  if (!existsSync(join(dir, 'companies', o.company))) {
    throw usageError(
      `There is no company ${o.company} in ${shown}/companies.`,
      'Leave --company out for the base playbook, or give the slug of a folder there.',
    );
  }
  return { dir, company: { company: o.company } };
}
