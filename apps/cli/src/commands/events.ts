import { Option, type Command } from 'commander';
import { listEventTypes, type EventTypes } from '../client/generated';
import { CliError, EXIT } from '../exit-codes';
import { checkEvents, readEventsFile, type EventsCheck } from '../events/check-events';
import { followEvents } from '../events/follow-events';
import { eventLine } from '../output/event-text';
import { print } from '../output/io';
import { table } from '../output/tables';
import { withJson, type Context, type JsonOption } from './command-context';
import { given, positive } from './options';

interface TailOptions extends JsonOption {
  topic?: string;
  type?: string;
  key?: string;
  from: 'beginning' | 'now';
  limit?: number;
}

export function eventsCommands(program: Command, context: Context): void {
  const { io } = context;
  const events = program.command('events').description('the events other systems consume');

  withJson(events.command('list'))
    .description('every event type: versions, topics, what is going away')
    .action(async (o: JsonOption) => {
      const api = await context.api();
      print(io, o.json, await api.call((client) => listEventTypes({ client })), listText);
    });

  withJson(events.command('tail'))
    .description('follow events as they reach the console, until Ctrl-C; personal values stay sealed')
    .option('--topic <topic>', 'only of this topic, with or without the company')
    .option('--type <type>', 'only of this type')
    .option('--key <key>', 'only with this key, e.g. opportunity/1C1I7A6R')
    .addOption(
      new Option('--from <when>', 'all there ever was, or only what comes')
        .choices(['beginning', 'now'])
        .default('now'),
    )
    .option('--limit <n>', 'end after so many', positive(1_000_000))
    .action(async ({ json, limit, ...query }: TailOptions) => {
      const api = await context.api();
      let seen = 0;
      for await (const event of followEvents(api, given(query), () => io.err('Following; Ctrl-C ends.'))) {
        io.out(json ? JSON.stringify(event) : eventLine(event));
        seen += 1;
        if (seen === limit) return;
      }
      throw new CliError(
        EXIT.notReachable,
        'The console ended the stream.',
        'Run it again; `salesagent status` says whether the stack runs.',
        'service-down',
      );
    });

  withJson(events.command('check <file>'))
    .description('check events against the contracts, from a file or standard input (-); needs no stack')
    .addHelpText(
      'after',
      `
Takes one event or one a line: as \`events tail --json\` prints them, or as messages of Kafka
with "headers" and "value" (contracts/samples holds both an event of each type and a dump).`,
    )
    .action(async (file: string, o: JsonOption) => {
      const check = checkEvents(await readEventsFile(file, io.cwd));
      print(io, o.json, check, checkText);
      if (check.problems.length === 0) return;
      const n = check.problems.length;
      throw new CliError(EXIT.failed, `${n} ${n === 1 ? 'problem' : 'problems'} in the events.`, null, 'contract');
    });
}

function listText({ events, company }: EventTypes): string {
  const rows = table(events, [
    { head: 'event', value: (e) => e.type },
    { head: 'version', value: (e) => [e.version, ...e.older].join(', '), right: true },
    { head: 'topic', value: (e) => (e.topics.length === 1 ? `${company}.${e.topics[0]}` : `${company}.crm.*`) },
    { head: 'key', value: (e) => e.key },
    {
      head: 'when',
      value: (e) => (e.deprecated ? `DEPRECATED, may go after ${e.deprecated.removeAfter}` : e.description),
      most: 80,
    },
  ]);
  return `${rows}\n\n${events.length} event types`;
}

function checkText({ events, problems }: EventsCheck): string {
  return [
    ...problems.map(
      (p) =>
        `line ${p.line}: ${p.event ? `${p.event} ` : ''}${p.field ? `${p.field}: ` : ''}${p.message}\n    ${p.remedy}`,
    ),
    `${events} ${events === 1 ? 'event' : 'events'}, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`,
  ].join('\n');
}
