import { ACTION_NAMES, TIERS, type ActionName, type Tier } from '@salesagent/canon/sales';
import { DEMOTION_CAUSES, type DemotionCause } from '@salesagent/governance';
import { Option, type Command } from 'commander';
import { demoteAction, endShadow, getLadder, promoteAction, shadowAction, type Rung } from '../client/generated';
import { CliError, EXIT } from '../exit-codes';
import { changedText, rungText, rungsText, shadowText } from '../output/ladder-text';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { oneOf, words } from './options';

type DemoteOptions = JsonOption & { reason: string; cause: DemotionCause };

const action = oneOf('action', ACTION_NAMES);
const tier = oneOf('tier', TIERS);

/** How far each action may go alone: where it stands, what it lacks, the signature, and taking it down. */
export function ladderCommands(program: Command, context: Context): void {
  const { io } = context;
  const ladder = program
    .command('ladder')
    .alias('autonomy')
    .description('where each action stands on its way to running alone');

  withJson(ladder.command('list'))
    .description('every action on every tier')
    .option('--all', 'also what can never be earned')
    .action(async ({ json, all }: JsonOption & { all?: boolean }) => {
      const api = await context.api();
      const { rungs } = await api.call((client) => getLadder({ client }));
      print(io, json, { rungs }, () => rungsText(rungs, all === true));
    });

  withJson(ladder.command('show'))
    .argument('<action>', 'an action of the catalogue', action)
    .argument('<tier>', 'T1, T2 or T3', tier)
    .description('what speaks for an action on a tier, what it lacks, and its last change')
    .action(async (name: string, on: string, { json }: JsonOption) => {
      const api = await context.api();
      const { rungs } = await api.call((client) => getLadder({ client }));
      print(io, json, { rungs: of(rungs, name, on) }, (shown) => shown.rungs.map(rungText).join('\n\n'));
    });

  withJson(ladder.command('promote'))
    .argument('<action>', 'an action of the catalogue', action)
    .argument('<tier>', 'T1, T2 or T3', tier)
    .description('sign that an action runs alone on a tier; refused with everything it lacks')
    .action(async (name: string, on: string, { json }: JsonOption) => {
      const api = await context.api();
      const body = { action: name as ActionName, tier: on as Tier };
      print(io, json, await api.call((client) => promoteAction({ client, body })), changedText);
    });

  withJson(ladder.command('demote'))
    .argument('<action>', 'an action of the catalogue', action)
    .argument('<tier>', 'T1, T2 or T3', tier)
    .description('take an action down at once: people decide again, and its evidence is counted anew')
    .requiredOption('--reason <text>', 'why; it is kept with your name', words)
    .addOption(new Option('--cause <cause>', 'what happened').choices([...DEMOTION_CAUSES]).default('operations'))
    .action(async (name: string, on: string, { json, reason, cause }: DemoteOptions) => {
      const api = await context.api();
      const body = { action: name as ActionName, tier: on as Tier, cause, reason };
      print(io, json, await api.call((client) => demoteAction({ client, body })), changedText);
    });

  const shadow = (verb: string, what: string, change: typeof shadowAction | typeof endShadow) =>
    withJson(ladder.command(verb))
      .argument('<action>', 'an action of the catalogue', action)
      .argument('[tier]', 'T1, T2 or T3; every tier without it', tier)
      .description(what)
      .requiredOption('--reason <text>', 'why; it is kept with your name', words)
      .action(async (name: string, on: string | undefined, { json, reason }: JsonOption & { reason: string }) => {
        const api = await context.api();
        const body = { action: name as ActionName, reason, ...(on ? { tier: on as Tier } : {}) };
        const { rungs } = await api.call((client) => change({ client, body }));
        print(io, json, { rungs }, (shown) => shadowText(shown.rungs));
      });
  shadow('shadow', 'have an action only prepare what it would do: nobody is asked, nothing leaves', shadowAction);
  shadow('unshadow', 'take an action out of shadow: policy and signatures hold again', endShadow);
}

function of(rungs: readonly Rung[], name: string, on: string): Rung[] {
  const found = rungs.filter((r) => r.action === name && r.tier === on);
  if (found.length === 0) throw new CliError(EXIT.notFound, `${name} does not stand on ${on} here.`, null, 'not-found');
  return found;
}
