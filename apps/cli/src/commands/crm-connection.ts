import type { Command } from 'commander';
import { getCrmDoctor, getCrmSync, getReconciled, reconcileCrm, wakeCrmSync } from '../client/generated';
import { CliError, EXIT } from '../exit-codes';
import { doctorText, reconcileText, syncText } from '../output/crm-text';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';

const POLL_MILLISECONDS = 1_000;

/** The connection to a hosted CRM: how it is read, whether the copy is as it is, and what ails it. */
export function crmConnectionCommands(program: Command, context: Context): void {
  const { io } = context;
  const crm =
    program.commands.find((command) => command.name() === 'crm') ??
    program.command('crm').description('the connection to a hosted CRM');

  withJson(crm.command('sync'))
    .description('how far the hosted CRM is read, and what holds it up')
    .option('--wake', 'try again at once: somebody has mended what held it up')
    .action(async ({ json, wake }: JsonOption & { wake?: boolean }) => {
      const api = await context.api();
      const status = await api.call((client) => (wake ? wakeCrmSync({ client, body: {} }) : getCrmSync({ client })));
      print(io, json, status, syncText);
    });

  withJson(crm.command('reconcile'))
    .description('compare every record of the hosted CRM with the copy here, and mend the copy')
    .option('--dry-run', 'only say what differs')
    .action(async ({ json, dryRun = false }: JsonOption & { dryRun?: boolean }) => {
      const api = await context.api();
      const before = await api.call((client) => getReconciled({ client }));
      await api.call((client) => reconcileCrm({ client, body: { dryRun } }));
      for (;;) {
        const now = await api.call((client) => getReconciled({ client }));
        if (now.last && now.last.run !== before.last?.run) return print(io, json, now.last, reconcileText);
        if (!now.running) throw notEnded();
        await io.sleep(POLL_MILLISECONDS);
      }
    });

  withJson(crm.command('doctor'))
    .description('what is wrong with the connection to the hosted CRM, each with its remedy')
    .addHelpText('after', `\nEnds with ${EXIT.failed} when something has failed; a warning ends with ${EXIT.ok}.`)
    .action(async ({ json }: JsonOption) => {
      const api = await context.api();
      const found = await api.call((client) => getCrmDoctor({ client }));
      print(io, json, found, doctorText);
      if (found.state !== 'failed') return;
      const failed = found.probes.filter(({ state }) => state === 'failed').map(({ name }) => name);
      throw new CliError(EXIT.failed, `Not well: ${failed.join(', ')}.`, 'The remedies stand beside them.', 'not-well');
    });
}

/** It ended between the two questions, or without a report. */
function notEnded(): CliError {
  const remedy = 'gateway’s log says why; the copy is as it was, or mended in part: the next run goes over all of it.';
  return new CliError(EXIT.failed, 'The reconciliation did not come to its end.', remedy, 'not-ended');
}
