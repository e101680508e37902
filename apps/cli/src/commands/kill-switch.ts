import type { Command } from 'commander';
import { getKillSwitch, setKillSwitch } from '../client/generated';
import type { ConsoleApi } from '../console-api';
import { CliError, EXIT } from '../exit-codes';
import { print } from '../output/io';
import { changedText, scopesText } from '../output/kill-switch-text';
import { withJson, type Context, type JsonOption } from './command-context';
import { words } from './options';

type ChangeOptions = JsonOption & { reason: string };

const SCOPE = 'all, agent/{agent}, action/{action} or account/{id}';

/** Stopping what agents carry out, at once and at four scopes, and letting it go on. */
export function killSwitchCommands(program: Command, context: Context): void {
  const { io } = context;
  const killSwitch = program
    .command('kill-switch')
    .description('stop what agents carry out: everything, an agent, an action or an account');

  withJson(killSwitch.command('list'))
    .description('what is stopped and what was, by whom and why')
    .action(async ({ json }: JsonOption) => {
      const api = await context.api();
      print(io, json, await api.call((client) => getKillSwitch({ client })), scopesText);
    });

  const change = (name: string, stopped: boolean, description: string): void => {
    withJson(killSwitch.command(name))
      .argument('<scope>', SCOPE)
      .description(description)
      .requiredOption('--reason <text>', 'why; it is kept with your name', words)
      .action(async (scope: string, { json, reason }: ChangeOptions) => {
        const api = await context.api();
        if (!stopped) await mustBeStopped(api, scope);
        const body = { scope, stopped, reason };
        print(io, json, await api.call((client) => setKillSwitch({ client, body })), changedText);
      });
  };
  change('stop', true, 'let nothing of a scope start from now on; what was approved waits');
  change('resume', false, 'let a scope go on; what was approved is authorised anew');
}

/** @throws CliError where the scope goes on anyway: whoever meant another one learns that nothing was changed */
async function mustBeStopped(api: ConsoleApi, scope: string): Promise<void> {
  const { scopes } = await api.call((client) => getKillSwitch({ client }));
  if (scopes.some((each) => each.scope === scope && each.stopped)) return;
  const stopped = scopes.filter((each) => each.stopped).map((each) => each.scope);
  throw new CliError(
    EXIT.conflict,
    `${scope} is not stopped, so nothing was changed.`,
    stopped.length === 0 ? 'Nothing is stopped.' : `Stopped: ${stopped.join(', ')}.`,
    'not-stopped',
  );
}
