import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usageError } from '../exit-codes';
import { acceptedText, importJson, importText } from '../output/import-text';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { words } from './options';

interface ImportOptions extends JsonOption {
  dir?: string;
  company?: string;
  output?: string;
  accept?: string;
  by?: string;
}

/** Works on files alone: a firm's own document becomes drafts, and a draft a section once somebody signs for it. */
export function playbookImportCommand(playbook: Command, { io }: Context): void {
  withJson(playbook.command('import [file]'))
    .description('make draft sections of a Word, PowerPoint, PDF, HTML or Markdown file, or sign one off with --accept')
    .option('--dir <folder>', 'the playbooks folder (PLAYBOOKS_DIR, else ./playbooks)')
    .option('--company <slug>', 'the company whose playbook it is')
    .option('--output <folder>', "write the drafts there, not into the company's folder")
    .option('--accept <section>', 'sign a draft off, e.g. 5-close/pricing-optimization')
    .option('--by <name>', 'who signs for it', words)
    .addHelpText(
      'after',
      '\nA draft is never read by agents or found by search. Look at it, edit it, then sign it off.\n' +
        'Examples:\n  salesagent playbook import handbook.docx --company acme\n' +
        '  salesagent playbook import --accept 5-close/pricing-optimization --company acme --by "Jane Doe"',
    )
    .action(async (file: string | undefined, o: ImportOptions) => {
      const dir = folderOf(o.dir ?? io.environment['PLAYBOOKS_DIR'] ?? 'playbooks');
      if (o.accept !== undefined) return accept(dir, file, o, o.accept);
      if (file === undefined)
        throw usageError('No file was given.', 'Give a Word, PowerPoint, PDF, HTML or Markdown file.');
      if (o.by !== undefined) throw usageError('--by says who signs.', 'Use it with --accept.');
      if (o.company === undefined && o.output === undefined) {
        throw usageError(
          'It is not said whose playbook it is.',
          'Give --company, or --output to look at the drafts first.',
        );
      }
      if (o.company !== undefined) mustExist(dir, o.company);
      const output = o.output === undefined ? join(dir, 'companies', o.company!) : resolve(io.cwd, o.output);
      const { runImport } = await import('../playbook/on-files.js');
      const result = await runImport(io, { file, dir, output });
      for (const warning of result.warnings) io.err(`${file}: ${warning}`);
      print(io, o.json, importJson(result, output), () => importText(result, o.company ?? null));
    });

  async function accept(dir: string, file: string | undefined, o: ImportOptions, section: string): Promise<void> {
    if (file !== undefined)
      throw usageError('Give a file to import or --accept, not both.', 'Import first, then look at the drafts.');
    if (o.output !== undefined)
      throw usageError('--accept is for drafts in the folder of a company.', 'Leave --output out.');
    if (o.company === undefined) throw usageError('It is not said whose draft it is.', 'Give --company.');
    if (o.by === undefined) throw usageError('It is not said who signs.', 'Give --by with a name.');
    mustExist(dir, o.company);
    const on = new Date(io.now()).toISOString().slice(0, 10);
    const { acceptDraft } = await import('../playbook/on-files.js');
    print(io, o.json, acceptDraft(dir, o.company, section, { by: o.by.trim(), on }), acceptedText);
  }

  function folderOf(shown: string): string {
    const dir = resolve(io.cwd, shown);
    if (existsSync(join(dir, 'base'))) return dir;
    throw usageError(
      `There is no playbook in ${shown}: it has no folder "base".`,
      'Give the playbooks folder with --dir.',
    );
  }

  function mustExist(dir: string, company: string): void {
    if (/^[\w-]+$/.test(company) && existsSync(join(dir, 'companies', company))) return;
    const remedy = 'Give the slug of a folder there, or make it with `salesagent company new`.';
    throw usageError(`There is no company ${company} in the playbooks folder.`, remedy);
  }
}
