import type { Command } from 'commander';
import {
  discardParked,
  getParked,
  listParked,
  redriveParked,
  type Discarded,
  type ParkedEvent,
  type ParkedEvents,
  type Unanswered,
} from '../client/generated';
import { CliError, EXIT, usageError } from '../exit-codes';
import { print } from '../output/io';
import { discardedText, discardText, eventsText, keysText, redrivenText } from '../output/parked-text';
import { withJson, type Context, type JsonOption } from './command-context';
import { given, sequence } from './options';

interface DecisionOptions extends JsonOption {
  reason: string;
  service?: string;
}

/** Keys that cannot go on because an event of theirs failed: looking, trying again, letting go. */
export function parkedCommands(program: Command, context: Context): void {
  const { io } = context;
  const parked = program.command('parked').description('keys that cannot go on because an event failed');

  withJson(parked.command('list'))
    .description('every key that cannot go on, of every service')
    .action(async ({ json }: JsonOption) => {
      const api = await context.api();
      print(io, json, await api.call((client) => listParked({ client })), keysText);
    });

  withJson(parked.command('show <key>'))
    .description('the parked events of a key as they came, why, and what became of them')
    .action(async (key: string, { json }: JsonOption) => {
      print(io, json, await read(context, key), eventsText);
    });

  withJson(parked.command('redrive [key]'))
    .description('try failed events again now, in order')
    .option('--all', 'those of every key')
    .option('--service <service>', 'only in this service')
    .requiredOption('--reason <text>', 'why; it is kept with your name')
    .action(async (key: string | undefined, { json, all, ...o }: DecisionOptions & { all?: true }) => {
      if ((key === undefined) === (all === undefined)) {
        throw usageError('Say which key, or --all for every key.', 'See `salesagent parked list`.');
      }
      const api = await context.api();
      const body = { ...given({ key, service: o.service }), reason: o.reason };
      const answer = await api.call((client) => redriveParked({ client, body }));
      print(io, json, answer, redrivenText);
      mustBeWhole(answer.unanswered);
    });

  withJson(parked.command('discard'))
    .argument('<key>', 'as `parked list` prints it')
    .argument('<sequence>', 'number of the failed event', sequence)
    .description('let a failed event go for good, so that those behind it go on')
    .option('--service <service>', 'only in this service')
    .requiredOption('--reason <text>', 'why; it is kept with your name')
    .option('--yes', 'really do it')
    .action(async (key: string, number: number, { json, yes, ...o }: DecisionOptions & { yes?: true }) => {
      const found = await read(context, key);
      const chosen = failedEvents(found, number, o.service);
      if (!yes) {
        const lines = chosen.map((event) => discardText(event, waitingBehind(found, event)));
        throw usageError(`Nothing is discarded yet.\n${lines.join('\n')}`, 'Say it again with --yes.');
      }
      const api = await context.api();
      const done: Discarded[] = [];
      for (const { service, consumer, source } of chosen) {
        const body = { service, consumer, source, key, sequence: number, reason: o.reason };
        done.push(await api.call((client) => discardParked({ client, body })));
      }
      print(io, json, done, discardedText);
      if (o.service === undefined) mustBeWhole(found.unanswered);
    });
}

async function read(context: Context, key: string): Promise<ParkedEvents> {
  return (await context.api()).call((client) => getParked({ client, query: { key } }));
}

/** The event in every consumer where it failed. @throws CliError when it failed nowhere */
function failedEvents({ events, key }: ParkedEvents, number: number, service?: string): ParkedEvent[] {
  const here = events.filter(
    (e) => e.sequence === number && e.discardedAt === null && (service ?? e.service) === e.service,
  );
  const failed = here.filter((e) => e.attempts > 0);
  if (failed.length > 0) return failed;
  const why = here.length > 0 ? 'it only waits behind one that failed' : 'it is not parked';
  throw new CliError(
    EXIT.notFound,
    `Event ${number} of ${key} cannot be discarded: ${why}.`,
    `\`salesagent parked show ${key}\` shows which event failed.`,
    'not-found',
  );
}

function waitingBehind({ events }: ParkedEvents, of: ParkedEvent): number {
  const same = (e: ParkedEvent): boolean =>
    e.service === of.service && e.consumer === of.consumer && e.source === of.source;
  const unreadable = of.source.startsWith('unreadable/');
  return unreadable ? 0 : events.filter((e) => same(e) && e.sequence > of.sequence && e.discardedAt === null).length;
}

/** A command that should have reached every service must not look as if it had. */
function mustBeWhole(unanswered: readonly Unanswered[]): void {
  if (unanswered.length === 0) return;
  throw new CliError(
    EXIT.notReachable,
    `Not done in ${unanswered.map((u) => u.service).join(', ')}: no answer.`,
    'Run `salesagent status`, then the command again.',
    'service-down',
  );
}
