import type { Command } from 'commander';
import { explain, type Explanation } from '../client/generated';
import { passagesText } from '../output/passages';
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
  salesagent explain 1C1I7A6R                                   a deal, an account or a contact, by its id
  salesagent explain opportunity/1C1I7A6R#agentWinProbability   a field of a record
  salesagent explain stalled-deal-alert:opportunity/1C1I7A6R:1  a proposal`,
    )
    .action(async (id: string, o: JsonOption) => {
      const api = await context.api();
      print(context.io, o.json, await api.call((client) => explain({ client, path: { id } })), explainText);
    });
}

/** Longer words stand under their label. */
const indented = (words: string): string =>
  words.includes('\n') ? `\n    ${words.replaceAll('\n', '\n    ')}` : words;

function explainText(e: Explanation): string {
  return [
    e.sentence,
    ...(e.because.length > 0 ? ['', 'Because'] : []),
    ...e.because.map((b) => `· ${b.label}: ${indented(plain(b.value))}${b.source ? `  [${b.source}]` : ''}`),
    ...passagesText(e.passages),
    '',
    'What happened',
    ...e.steps.map(
      (s) =>
        `${date(s.own ? s.recordedAt : s.at)}  ${s.sentence}  · ${s.by.name ?? s.by.id}${s.actionId ? `  (${s.actionId})` : ''}`,
    ),
  ].join('\n');
}
