import type { Command } from 'commander';
import { getRebuild, listProjections, startRebuild, type RebuildRun } from '../client/generated';
import type { ConsoleApi } from '../console-api';
import { CliError, EXIT, usageError } from '../exit-codes';
import { print } from '../output/io';
import { progressText, projectionsText, resultText } from '../output/rebuild-text';
import { withJson, type Context, type JsonOption } from './command-context';

const POLL_MILLISECONDS = 500;

/** Projections: what there is, comparing one with the bus, and building one again while the service is live. */
export function rebuildCommand(program: Command, context: Context): void {
  const { io } = context;
  withJson(program.command('rebuild [projection]'))
    .description('build a projection again from the bus while it is live; without a name: what there is')
    .option('--dry-run', 'only compare what the bus makes with what is there')
    .action(async (name: string | undefined, { json, dryRun = false }: JsonOption & { dryRun?: boolean }) => {
      const api = await context.api();
      if (name === undefined) {
        if (dryRun) throw usageError('Say which projection.', '`salesagent rebuild` lists them.');
        print(
          io,
          json,
          await api.call((client) => listProjections({ client, query: { hash: true } })),
          projectionsText,
        );
        return;
      }
      const { service, id } = await api.call((client) => startRebuild({ client, body: { name, dryRun } }));
      const run = await watch(context, api, service, id);
      print(io, json, run, resultText);
      if (run.state !== 'done') {
        throw new CliError(
          EXIT.failed,
          `${name} was not rebuilt: ${run.problem ?? 'the service that built it has ended'}`,
          'The live tables are as they were; begin again.',
          'not-rebuilt',
        );
      }
      if (dryRun && run.result?.equal === false) {
        throw new CliError(
          EXIT.conflict,
          `${name} is not what the bus makes of it.`,
          `Repair it with \`salesagent rebuild ${name}\`.`,
          'different',
        );
      }
    });
}

/** Tells how it goes until it has ended. The rebuild runs in its service and does not need us. */
async function watch({ io }: Context, api: ConsoleApi, service: string, id: string): Promise<RebuildRun> {
  let told = '';
  for (;;) {
    const run = await api.call((client) => getRebuild({ client, path: { service, id } }));
    const text = run.progress ? progressText(run.progress) : 'beginning';
    if (text !== told) io.err(text);
    told = text;
    if (run.state !== 'running') return run;
    await io.sleep(POLL_MILLISECONDS);
  }
}
