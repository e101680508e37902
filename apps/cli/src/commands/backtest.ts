import { ACTION_NAMES, type ActionName } from '@salesagent/canon/sales';
import { InvalidArgumentError, type Command } from 'commander';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runBacktest } from '../backtest/run-backtest';
import { settingOf, overridesOf, type Setting } from '../backtest/settings';
import { usageError } from '../exit-codes';
import { pastBacktestText } from '../output/backtest-text';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { day, given, positive } from './options';

interface BacktestOptions extends JsonOption {
  from: string;
  to?: string;
  actions?: ActionName[];
  set: Setting[];
  policy?: string;
  assume: string[];
  window?: number;
}

export function backtestCommand(program: Command, context: Context): void {
  const { io } = context;
  withJson(program.command('backtest'))
    .description('what the agents would have proposed over the past, day by day with what was known then')
    .requiredOption('--from <date>', 'first day (YYYY-MM-DD)', day)
    .option('--to <date>', 'last day; the newest one known when left out', day)
    .option('--actions <names>', 'only these, with commas between; all that are on when left out', actionNames)
    .option(
      '--set <action.path=value>',
      'a value of a playbook section to try; may be repeated',
      collected(settingOf),
      [],
    )
    .option('--policy <file>', 'a company’s policy to try in the place of the one in force')
    .option(
      '--assume <field>',
      'a value an import gave no date to, read as always true; may be repeated',
      collected(String),
      [],
    )
    .option('--window <days>', 'days after a proposal in which something counts (30)', positive(365))
    .addHelpText(
      'after',
      `
With --set or --policy it runs twice and says what would have been decided differently. Nothing is written.
Examples:
  salesagent backtest --from 2017-01-01 --to 2017-12-31 --assume opportunity.ownerId
  salesagent backtest --from 2026-01-01 --set stalled-deal-alert.attention.minutes=10
  salesagent backtest --from 2026-01-01 --actions deal-risk --set 'deal-risk.rules.silentDays["4.1"]=21'`,
    )
    .action(async ({ json, set, policy, window: windowDays, assume, ...o }: BacktestOptions) => {
      const body = given({
        ...{ from: o.from, to: o.to, actions: o.actions, windowDays },
        overrides: set.length > 0 ? overridesOf(set) : undefined,
        policy: policy === undefined ? undefined : policyFile(context, policy),
        assume: assume.length > 0 ? assume : undefined,
        list: json ? true : undefined,
      });
      const api = await context.api();
      const result = await runBacktest(api, body, (said) => io.err(said));
      print(io, json, result, pastBacktestText);
    });
}

function actionNames(value: string): ActionName[] {
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !ACTION_NAMES.includes(name as ActionName));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no action "${unknown}". There are: ${ACTION_NAMES.join(', ')}.`);
  return names as ActionName[];
}

const collected =
  <T>(read: (value: string) => T) =>
  (value: string, before: T[]): T[] => [...before, read(value)];

function policyFile({ io }: Pick<Context, 'io'>, file: string): { file: string; text: string } {
  try {
    return { file, text: readFileSync(resolve(io.cwd, file), 'utf8') };
  } catch {
    throw usageError(`There is no file ${file}.`, 'Give the policy as a YAML file.');
  }
}
