import type { Command } from 'commander';
import { explain, type Explanation } from '../client/generated';
import { date, plain } from '../output/numbers';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';

export function explainCommand(program: Command, context: Context): void {
  withJson(program.command('explain <id>'))
    .description('why a deal, a field or a proposal is as it is')
    .addHelpText(
      'after',
      `
Examples:
  salesagent explain 1C1I7A6R                                   a deal or an account, by its id
  salesagent explain opportunity/1C1I7A6R#agentWinProbability   a field of a record
  salesagent explain stalled-deal-alert:opportunity/1C1I7A6R:1  a proposal`,
    )
    .action(async (id: string, o: JsonOption) => {
      const api = await context.api();
      print(context.io, o.json, await api.call((client) => explain({ client, path: { id } })), explainText);
    });
}

function explainText(e: Explanation): string {
  return [
    e.sentence,
    ...(e.because.length > 0 ? ['', 'Because'] : []),
    ...e.because.map((b) => `· ${b.label}: ${plain(b.value)}${b.source ? `  [${b.source}]` : ''}`),
    ...e.passages.map((p) => `\n[${p.id}] ${p.text ?? 'This passage is no longer in the playbook.'}`),
    '',
    'What happened',
    ...e.steps.map(
      (s) => `${date(s.at)}  ${s.sentence}  · ${s.by.name ?? s.by.id}${s.actionId ? `  (${s.actionId})` : ''}`,
    ),
  ].join('\n');
}
