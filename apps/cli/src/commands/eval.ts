import { InvalidArgumentError, type Command } from 'commander';
import { KINDS, type Kind } from '@salesagent/evaluation/kinds';
import { CliError, EXIT, usageError } from '../exit-codes';
import { runEvaluation } from '../evaluation/run-evaluation';
import { evaluationText } from '../output/evaluation-text';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { oneOf } from './options';

export interface EvalOptions extends JsonOption {
  kind?: Kind[];
  cases?: string;
  dir?: string;
  company?: string;
  junit?: string;
  live?: boolean;
  budget?: number;
}

const kind = (value: string, before: Kind[] = []): Kind[] => [...before, oneOf('kind', KINDS)(value) as Kind];

/** Works on files alone: no stack is needed, and a key only for `--live`. */
export function evalCommand(program: Command, { io }: Context): void {
  withJson(program.command('eval'))
    .description(
      'measure retrieval, refusal, drafting, extraction and injection over versioned cases, beside the last run',
    )
    .option('--kind <kind>', `only this kind (${KINDS.join(', ')}); may be given several times`, kind)
    .option('--cases <folder>', 'cases of your own instead of those that come with the product')
    .option('--dir <folder>', 'the playbooks folder (else PLAYBOOKS_DIR, else ./playbooks)')
    .option('--company <slug>', 'the playbook with the overrides of this company')
    .option('--junit <file>', 'write the results as JUnit XML as well')
    .option('--live', 'ask the configured model (OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL); it costs money')
    .option('--budget <usd>', 'with --live: what the run may cost at most, US dollars', dollars)
    .addHelpText(
      'after',
      `
Without --live no model is asked: drafts are written by the playbook's templates, notes read by its phrases, and both by
scripted answers of a stand-in server on this machine; the table says which. Ends with exit code ${EXIT.failed} when a kind does not reach what its cases demand.
What is measured, and how cases are written: docs/evaluation.md.`,
    )
    .action(async (o: EvalOptions) => {
      if (o.budget !== undefined && !o.live)
        throw usageError('--budget is for --live.', 'Without it nothing is spent.');
      const evaluated = await runEvaluation(io, o);
      print(io, o.json, evaluated, evaluationText);
      const short = evaluated.run.kinds.filter(({ pass }) => !pass).map((each) => each.kind);
      if (short.length > 0) {
        const message = `Below what is demanded: ${short.join(', ')}.`;
        throw new CliError(EXIT.failed, message, 'The cases that were missed are listed by --json.', 'below-demand');
      }
    });
}

function dollars(text: string): number {
  const amount = Number(text);
  if (text.trim() !== '' && Number.isFinite(amount) && amount > 0) return amount;
  throw new InvalidArgumentError('Give US dollars, e.g. 0.50.');
}
