import { Option, type Command } from 'commander';
import { getCosts, type Costs } from '../client/generated';
import { costsText } from '../output/costs-text';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { day, given, positive } from './options';

interface CostsOptions extends JsonOption {
  by: Costs['by'];
  from?: string;
  to?: string;
  agent?: string;
  action?: string;
  limit?: number;
}

const BY = ['company', 'agent', 'action', 'deal', 'model', 'day'];

export function costsCommand(program: Command, context: Context): void {
  const { io } = context;
  withJson(program.command('costs'))
    .description('what models cost, and beside it what became of what was proposed')
    .addOption(new Option('--by <grouping>', 'one line for each').choices(BY).default('agent'))
    .addOption(
      new Option('--from <day>', 'first day (YYYY-MM-DD, UTC); 29 days before the last unless told').argParser(day),
    )
    .addOption(new Option('--to <day>', 'last day (YYYY-MM-DD, UTC); today unless told').argParser(day))
    .option('--agent <agent>', 'only of this agent')
    .option('--action <action>', 'only of this action')
    .addOption(new Option('--limit <n>', 'at most so many lines').argParser(positive(500)))
    .action(async ({ json, by, from, to, agent, action, limit }: CostsOptions) => {
      const query = given({ by, from, to, agent, action, limit });
      print(io, json, await (await context.api()).call((client) => getCosts({ client, query })), costsText);
    });
}
