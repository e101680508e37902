import type { Command } from 'commander';
import { explain } from '../client/generated';
import { explanationText } from '../output/explanation-text';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';

export function explainCommand(program: Command, context: Context): void {
  withJson(program.command('explain <id>'))
    .description('why a field, a record or a proposal is as it is, from the events alone')
    .addHelpText(
      'after',
      `
Examples:
  salesagent explain 1C1I7A6R                                   a deal, an account or a contact, by its id
  salesagent explain opportunity/1C1I7A6R#agentWinProbability   a field of a record
  salesagent explain stalled-deal-alert:opportunity/1C1I7A6R:1  a proposal
  salesagent explain task/7d1c…                                 what an action made, by its reference
  salesagent explain 6f0d0a0e-6c0b-5c1e-9a53-0b6d5a1f5a11       an event`,
    )
    .action(async (id: string, o: JsonOption) => {
      const api = await context.api();
      print(context.io, o.json, await api.call((client) => explain({ client, path: { id } })), explanationText);
    });
}
