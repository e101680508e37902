import type { Command } from 'commander';
import { getStatus, type Status } from '../client/generated';
import { CliError, EXIT } from '../exit-codes';
import { count } from '../output/numbers';
import { print } from '../output/io';
import { table } from '../output/tables';
import { contextOf, withJson, type Context, type JsonOption } from './command-context';
import { isLoading } from '../surroundings';
import { seconds } from './options';

const POLL_MILLISECONDS = 1_000;

export function statusCommand(program: Command, context: Context): void {
  withJson(program.command('status'))
    .description('whether the whole stack runs and has caught up')
    .option('--wait <seconds>', 'wait until it is ready, at most so long', seconds)
    .action(async (options: JsonOption & { wait?: number }) => {
      const status = options.wait === undefined ? await ask(context) : await waitUntilReady(context, options.wait);
      print(context.io, options.json, status, statusText);
      if (!status.ready) {
        throw new CliError(EXIT.notReady, status.summary, 'Wait with `salesagent status --wait 300`.', 'not-ready');
      }
    });
}

async function ask(context: Context): Promise<Status> {
  const api = await context.api();
  const status = await api.call((client) => getStatus({ client }));
  // Before its export or the sample is in, a company is empty: it runs, and is not what was asked for yet.
  if (!status.ready || !isLoading(context.io)) return status;
  return { ...status, ready: false, summary: 'Everything runs; what it was started with is being loaded.' };
}

/** Asks again while the stack starts, catches up or imports; the console itself may not be up yet. */
async function waitUntilReady({ io }: Context, wait: number): Promise<Status> {
  const until = io.now() + wait * 1_000;
  let told = '';
  for (;;) {
    let status: Status | null = null;
    let summary: string;
    try {
      // The address and the token appear while the stack starts, so they are looked up each time.
      status = await ask(contextOf(io));
      if (status.ready || io.now() >= until) return status;
      summary = status.summary;
    } catch (error) {
      if (io.now() >= until || !isWorthWaiting(error)) throw error;
      summary = (error as Error).message;
    }
    if (summary !== told) io.err(summary);
    told = summary;
    await io.sleep(Math.min(POLL_MILLISECONDS, Math.max(0, until - io.now())));
  }
}

function isWorthWaiting(error: unknown): boolean {
  const starting: unknown[] = [EXIT.notReachable, EXIT.notPermitted, EXIT.failed];
  return error instanceof CliError && starting.includes(error.exitCode);
}

function statusText(status: Status): string {
  const services = table(status.services, [
    { head: 'service', value: (s) => s.service },
    { head: 'state', value: (s) => s.state },
    { head: 'behind', value: (s) => lag(s) },
    { head: '', value: (s) => s.detail ?? '' },
  ]);
  const records = Object.entries(status.records).map(([type, n]) => `${count(n)} ${n === 1 ? type : plural(type)}`);
  const proposals = Object.entries(status.proposals).map(([state, n]) => `${count(n)} ${state}`);
  return [
    status.summary,
    `Company ${status.company}, business day ${status.clock.date} (${status.clock.mode})`,
    '',
    services,
    '',
    `Records: ${records.join(', ') || 'none yet'}`,
    `Proposals: ${proposals.join(', ') || 'none yet'}; insights: ${count(status.insights)}`,
    ...Object.entries(status.channels).map(([channel, words]) => `Asking people in ${channel}: ${words}`),
    ...status.rebuilding.map((text) => `Rebuilding ${text}`),
    ...(status.parked > 0 ? [`Parked: ${count(status.parked)} keys wait after an error`] : []),
  ].join('\n');
}

const plural = (type: string): string => {
  if (type === 'person') return 'people';
  return type.endsWith('y') ? `${type.slice(0, -1)}ies` : `${type}s`;
};

function lag(service: Status['services'][number]): string {
  return service.consumers.map((c) => `${c.group} ${count(c.lag)}`).join(', ');
}
