import { Command, CommanderError } from 'commander';
import { actionsCommands } from './commands/actions';
import { analysisCommands } from './commands/analysis';
import { approvalsCommands } from './commands/approvals';
import { auditCommands } from './commands/audit';
import { awayCommands } from './commands/away';
import { backtestCommand } from './commands/backtest';
import { contextOf } from './commands/command-context';
import { companyCommands } from './commands/company';
import { costsCommand } from './commands/costs';
import { crmCommands } from './commands/crm';
import { crmFieldsCommands } from './commands/crm-fields';
import { crmConnectionCommands } from './commands/crm-connection';
import { dealsCommands } from './commands/deals';
import { evalCommand } from './commands/eval';
import { eventsCommands } from './commands/events';
import { explainCommand } from './commands/explain';
import { importCommand } from './commands/import';
import { killSwitchCommands } from './commands/kill-switch';
import { ladderCommands } from './commands/ladder';
import { loginCommand } from './commands/login';
import { mcpCommand } from './commands/mcp';
import { parkedCommands } from './commands/parked';
import { playbookCommands } from './commands/playbook';
import { policyCommands } from './commands/policy';
import { rebuildCommand } from './commands/rebuild';
import { statusCommand } from './commands/status';
import { subjectCommands } from './commands/subject';
import { CliError, EXIT } from './exit-codes';
import type { Io } from './output/io';

/** The `salesagent` command. It is a client of the console's API and reads no database. */
export function buildProgram(io: Io): Command {
  const program = new Command('salesagent')
    .description('Ask and steer the sales agents of a company.')
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help to see what is accepted)')
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) });
  const context = contextOf(io);
  statusCommand(program, context);
  importCommand(program, context);
  analysisCommands(program, context);
  costsCommand(program, context);
  actionsCommands(program, context);
  approvalsCommands(program, context);
  awayCommands(program, context);
  dealsCommands(program, context);
  playbookCommands(program, context);
  evalCommand(program, context);
  companyCommands(program, context);
  crmCommands(program, context);
  crmConnectionCommands(program, context);
  crmFieldsCommands(program, context);
  policyCommands(program, context);
  backtestCommand(program, context);
  eventsCommands(program, context);
  explainCommand(program, context);
  killSwitchCommands(program, context);
  ladderCommands(program, context);
  auditCommands(program, context);
  parkedCommands(program, context);
  rebuildCommand(program, context);
  subjectCommands(program, context);
  mcpCommand(program, context);
  loginCommand(program, context);
  exitByThrowing(program);
  return program;
}

/** Subcommands do not inherit it, and each must end by our exit codes. */
function exitByThrowing(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) {
    sub.copyInheritedSettings(command);
    exitByThrowing(sub);
  }
}

/** Runs the command line and gives its exit code; `args` without program name. */
export async function run(io: Io, args: string[]): Promise<number> {
  try {
    await buildProgram(io).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return report(io, error, args.includes('--json'));
  }
}

function report(io: Io, error: unknown, json: boolean): number {
  const known =
    error instanceof CliError ? error : new CliError(EXIT.failed, (error as Error).message ?? String(error));
  const { code, message, remedy, exitCode } = known;
  io.err(
    json
      ? JSON.stringify({ error: { code, message, remedy, exitCode } })
      : [message, remedy].filter(Boolean).join('\n'),
  );
  return exitCode;
}
