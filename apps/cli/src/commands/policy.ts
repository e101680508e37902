import { ACTION_NAMES } from '@salesagent/canon/sales';
import { checkPolicy, type PolicyFile } from '@salesagent/governance';
import { readPolicyFiles, type PolicyFiles } from '@salesagent/playbook';
import type { Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  backtestPolicy,
  diffPolicy,
  explainPolicy,
  getPolicy,
  proposePolicy,
  rejectPolicy,
  signPolicy,
} from '../client/generated';
import { CliError, EXIT, usageError } from '../exit-codes';
import { print } from '../output/io';
import * as text from '../output/policy-text';
import { rejectedText } from '../output/rejected-text';
import { withJson, type Context, type JsonOption } from './command-context';
import { day, given, oneOf, positive, words } from './options';

/** Who decides what: the policy in force, another one tried, and two signatures to put it in force. */
export function policyCommands(program: Command, context: Context): void {
  const { io } = context;
  const policy = program.command('policy').description('who decides what, and putting another policy in force');

  withJson(policy.command('check [file]'))
    .description('compile a policy without a stack: its decision table, or every mistake with line, column and remedy')
    .option('--dir <folder>', 'the playbooks folder (PLAYBOOKS_DIR, else ./playbooks)')
    .option('--company <slug>', 'the policy of this company in the playbooks')
    .action((file: string | undefined, o: JsonOption & { dir?: string; company?: string }) => check(context, file, o));

  withJson(policy.command('show'))
    .description('the policy in force as a decision table, and policies that wait for a signature or were rejected')
    .action(async (o: JsonOption) => {
      const api = await context.api();
      print(io, o.json, await api.call((client) => getPolicy({ client })), text.policyText);
    });

  withJson(policy.command('explain <action> <record>'))
    .description('what policy says now of an action on a record, by which rule, and where that stands')
    .addHelpText('after', '\nExample:\n  salesagent policy explain proposal-draft opportunity/1C1I7A6R')
    .action(async (action: string, record: string, o: JsonOption) => {
      oneOfActions(action);
      const api = await context.api();
      const query = { action, record };
      print(io, o.json, await api.call((client) => explainPolicy({ client, query })), text.explainedText);
    });

  withJson(policy.command('diff [file]'))
    .description('what a policy would decide differently: proposals that wait, and those of the last days')
    .option('--days <n>', 'how far back', positive(3_650), 30)
    .action(async (file: string | undefined, o: JsonOption & { days: number }) => {
      const api = await context.api();
      const body = given({ policy: fileOf(context, file), days: o.days });
      print(io, o.json, await api.call((client) => diffPolicy({ client, body })), text.diffText);
    });

  withJson(policy.command('backtest [file]'))
    .description('what a policy would have asked of people, each proposal as it was known when it was made')
    .option('--from <date>', 'on from this day (YYYY-MM-DD)', day)
    .action(async (file: string | undefined, o: JsonOption & { from?: string }) => {
      const api = await context.api();
      const body = given({ policy: fileOf(context, file), from: o.from });
      print(io, o.json, await api.call((client) => backtestPolicy({ client, body })), text.backtestText);
    });

  withJson(policy.command('publish <file>'))
    .description('propose a policy; it is in force once a second person has signed it')
    .requiredOption('--reason <text>', 'why, in a few words', words)
    .action(async (file: string, o: JsonOption & { reason: string }) => {
      const api = await context.api();
      const body = { policy: readFile(context, file), reason: o.reason };
      print(io, o.json, await api.call((client) => proposePolicy({ client, body })), text.proposedText);
    });

  withJson(policy.command('sign <version>'))
    .description('put a proposed policy in force, as another person than the one who proposed it')
    .action(async (version: string, o: JsonOption) => {
      const api = await context.api();
      print(io, o.json, await api.call((client) => signPolicy({ client, body: { version } })), text.signedText);
    });

  withJson(policy.command('reject <version>'))
    .description('say no to a proposed policy, or withdraw your own; it can be signed no more')
    .requiredOption('--reason <text>', 'why, in a few words', words)
    .action(async (version: string, o: JsonOption & { reason: string }) => {
      const api = await context.api();
      const body = { version, reason: o.reason };
      print(io, o.json, await api.call((client) => rejectPolicy({ client, body })), (no) => rejectedText('Policy', no));
    });
}

function check({ io }: Context, file: string | undefined, o: JsonOption & { dir?: string; company?: string }): void {
  const shown = o.dir ?? io.environment['PLAYBOOKS_DIR'] ?? 'playbooks';
  const dir = resolve(io.cwd, shown);
  if (file !== undefined && o.company !== undefined)
    throw usageError('Give a file or --company, not both.', 'A file is checked over the policy of the firm.');
  if (!existsSync(join(dir, 'base', 'policy.yaml')))
    throw usageError(`There is no ${shown}/base/policy.yaml.`, 'Give the playbooks folder with --dir.');
  const files = readPolicyFiles(dir, o.company);
  if (o.company !== undefined && files.company === null)
    throw usageError(
      `${shown}/companies/${o.company} has no policy.yaml.`,
      'Without one the policy of the firm holds: leave --company out.',
    );
  const { base, company } = file === undefined ? files : overFirm(files, readFile({ io }, file), dir, io.cwd);
  const { compiled, problems } = checkPolicy(base, company);
  const answer = {
    ok: compiled !== null,
    version: compiled?.version ?? null,
    problems,
    ...(compiled && text.compiledAnswer(compiled)),
  };
  print(io, o.json, answer, () => text.checkText(compiled, problems));
  if (compiled === null) {
    const n = problems.length;
    throw new CliError(EXIT.usage, `The policy has ${n} ${n === 1 ? 'problem' : 'problems'}.`, null, 'bad-policy');
  }
}

/** The firm's own file is checked by itself, any other over it. */
function overFirm(files: PolicyFiles, file: PolicyFile, dir: string, cwd: string): PolicyFiles {
  const isBase = resolve(cwd, file.file) === join(dir, 'base', 'policy.yaml');
  return isBase ? { base: file, company: null } : { base: files.base, company: file };
}

const fileOf = (context: Pick<Context, 'io'>, file: string | undefined): PolicyFile | undefined =>
  file === undefined ? undefined : readFile(context, file);

function readFile({ io }: Pick<Context, 'io'>, file: string): PolicyFile {
  try {
    return { file, text: readFileSync(resolve(io.cwd, file), 'utf8') };
  } catch {
    throw usageError(`There is no file ${file}.`, 'Give the policy as a YAML file.');
  }
}

function oneOfActions(action: string): void {
  try {
    oneOf('action', ACTION_NAMES)(action);
  } catch (error) {
    throw usageError((error as Error).message);
  }
}
