import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  checkPlaybook,
  compilePlaybook,
  coverPlaybook,
  diffPlaybooks,
  PlaybookErrors,
  type Playbook,
} from '@salesagent/playbook';
import { CliError, EXIT, usageError } from '../exit-codes';
import { print } from '../output/io';
import { checkText, coverageText, diffText, problemsText } from '../output/playbook-text';
import { withJson, type Context, type JsonOption } from './command-context';
import { playbookImportCommand } from './playbook-import';
import { placeOf } from './playbook-place';
import { playbookPublishCommands } from './playbook-publish';
import { playbookSearchCommands } from './playbook-search';
import { playbookVectorsCommand } from './playbook-vectors';

type Where = JsonOption & { dir?: string; company?: string };

const DIR = ['--dir <folder>', 'the playbooks folder (PLAYBOOKS_DIR, else ./playbooks)'] as const;
const COMPANY = ['--company <slug>', 'with the overrides of this company'] as const;

/** Works on the files alone, up to publishing them: no stack is needed to write a playbook. */
export function playbookCommands(program: Command, context: Context): void {
  const { io } = context;
  const playbook = program.command('playbook').description('the playbook the agents act by');

  withJson(playbook.command('check'))
    .description('compile the playbook and name every mistake with file, line and remedy')
    .option(...DIR)
    .option(...COMPANY)
    .action((o: Where) => {
      const { dir, company } = placeOf(context, o);
      const check = checkPlaybook(dir, company);
      const answer = {
        ok: check.problems.length === 0,
        version: check.playbook.version,
        sections: check.playbook.sections.map((s) => ({ id: s.id, action: s.action, version: s.version })),
        problems: check.problems,
        off: check.off,
        drafts: check.drafts.map(({ id, file, source }) => ({ id, file, source })),
      };
      print(io, o.json, answer, () => checkText(check));
      if (!answer.ok) {
        const n = check.problems.length;
        throw new CliError(EXIT.failed, `The playbook has ${n} ${n === 1 ? 'problem' : 'problems'}.`, null, 'playbook');
      }
    });

  withJson(playbook.command('coverage'))
    .description('per action: its section, rules, templates, worked example, and which thresholds its code reads')
    .option(...DIR)
    .option(...COMPANY)
    .option('--thresholds', 'name every threshold that code reads, and the file that sets it')
    .action((o: Where & { thresholds?: boolean }) => {
      const { dir, company } = placeOf(context, o);
      const coverage = coverPlaybook(compiled(dir, company));
      print(io, o.json, coverage, () => coverageText(coverage, o.thresholds === true));
      if (!coverage.complete) {
        const n = coverage.actions.filter((a) => a.missing.length > 0).length;
        throw new CliError(
          EXIT.failed,
          `${n} ${n === 1 ? 'action lacks' : 'actions lack'} something.`,
          null,
          'coverage',
        );
      }
    });

  withJson(playbook.command('diff <before> [after]'))
    .description('rules changed, old and new, with the files that set them, and passages added, removed or changed')
    .option(...DIR)
    .addHelpText(
      'after',
      '\nEach side is a playbooks folder, `base`, or a company in --dir; one side alone is compared with `base`.\n' +
        'Examples:\n  salesagent playbook diff acme\n  salesagent playbook diff ../last-release/playbooks playbooks',
    )
    .action((before: string, after: string | undefined, o: JsonOption & { dir?: string }) => {
      const [a, b] = after === undefined ? ['base', before] : [before, after];
      const diff = diffPlaybooks(sideOf(context, a, o), sideOf(context, b, o));
      print(io, o.json, diff, () => diffText(diff));
    });
  playbookPublishCommands(playbook, context);
  playbookSearchCommands(playbook, context);
  playbookVectorsCommand(playbook, context);
  playbookImportCommand(playbook, context);
}

/** One side of a comparison: a folder that holds `base`, the base of the folder given, or a company in it. */
function sideOf(context: Context, name: string, o: { dir?: string }): Playbook {
  const folder = resolve(context.io.cwd, name);
  if (existsSync(join(folder, 'base'))) return compiled(folder, {});
  if (name !== 'base' && existsSync(folder)) {
    throw usageError(`${name} is no playbooks folder: it has no folder "base".`, 'Give the folder above it.');
  }
  const { dir, company } = placeOf(context, name === 'base' ? o : { ...o, company: name });
  return compiled(dir, company);
}

function compiled(dir: string, company: { company?: string }): Playbook {
  try {
    return compilePlaybook(dir, company);
  } catch (error) {
    if (!(error instanceof PlaybookErrors)) throw error;
    const remedy = 'Correct it first: `salesagent playbook check` names every mistake.';
    throw new CliError(EXIT.failed, problemsText(error.problems), remedy, 'playbook');
  }
}
