import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkPlaybook, type PlaybookCheck } from '@salesagent/playbook';
import { CliError, EXIT, usageError } from '../exit-codes';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { playbookSearchCommands } from './playbook-search';

/** Works on the files alone: no stack is needed to write a playbook. */
export function playbookCommands(program: Command, context: Context): void {
  const { io } = context;
  const playbook = program.command('playbook').description('the playbook the agents act by');
  withJson(playbook.command('check'))
    .description('compile the playbook and name every mistake with file, line and remedy')
    .option('--dir <folder>', 'the playbooks folder (PLAYBOOKS_DIR, else ./playbooks)')
    .option('--company <slug>', 'with the overrides of this company')
    .action((o: JsonOption & { dir?: string; company?: string }) => {
      const shown = o.dir ?? io.environment['PLAYBOOKS_DIR'] ?? 'playbooks';
      const dir = resolve(io.cwd, shown);
      if (!existsSync(dir)) throw usageError(`There is no folder ${shown}.`, 'Give the playbooks folder with --dir.');
      if (o.company !== undefined && !existsSync(join(dir, 'companies', o.company))) {
        throw usageError(
          `There is no company ${o.company} in ${shown}/companies.`,
          'Leave --company out for the base playbook, or give the slug of a folder there.',
        );
      }
      const check = checkPlaybook(dir, o.company === undefined ? {} : { company: o.company });
      const answer = {
        ok: check.problems.length === 0,
        version: check.playbook.version,
        sections: check.playbook.sections.map((s) => ({ id: s.id, action: s.action, version: s.version })),
        problems: check.problems,
        off: check.off,
      };
      print(io, o.json, answer, () => checkText(check));
      if (!answer.ok) {
        const n = check.problems.length;
        throw new CliError(EXIT.failed, `The playbook has ${n} ${n === 1 ? 'problem' : 'problems'}.`, null, 'playbook');
      }
    });
  playbookSearchCommands(playbook, context);
}

function checkText({ playbook, problems, off }: PlaybookCheck): string {
  return [
    ...problems.map((p) => `${p.file}:${p.line}: ${p.message}\n    ${p.suggestion}`),
    `${playbook.sections.length} sections, version ${playbook.version}`,
    ...off.map(({ action, section }) => `off: ${action} (no section ${section})`),
  ].join('\n');
}
