import { InvalidArgumentError, type Command } from 'commander';
import { qualityText } from '@salesagent/crm/quality';
import { getQuality } from '../client/generated';
import { runCheck, runDiscover, runQuality, type DiscoverOptions } from '../crm/run-crm';
import { usageError } from '../exit-codes';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { asOf, positive } from './options';

const FROM = 'a folder of CSV files, one an object, or a JSON file of descriptions and samples';

/** Works on what a CRM has exported: no stack is needed to write a mapping. Only `quality` asks a running one, too. */
export function crmCommands(program: Command, context: Context): void {
  const { io } = context;
  const crm = program.command('crm').description('a hosted CRM: how it is read as the canon, and the connection to it');

  withJson(crm.command('discover'))
    .description('draft a mapping file: what each field of the CRM is, how sure that is and why')
    .requiredOption('--from <path>', FROM)
    .option('--currency <code>', "the company's currency (ISO 4217)", currency, 'USD')
    .option('--time-zone <zone>', "the company's time zone (IANA)", timeZone, 'UTC')
    .option('--fiscal-start <month>', 'first month of the fiscal year, 1 to 12', positive(12), 1)
    .option('--output <file>', 'write the draft to this file')
    .action((o: DiscoverOptions) => runDiscover(io, o));

  withJson(crm.command('check <mapping>'))
    .description('compare a mapping file with its CRM: what actions go without, what cannot be read, what is left out')
    .requiredOption('--from <path>', FROM)
    .addHelpText('after', '\nExample:\n  salesagent crm check playbooks/companies/acme/crm.yaml --from export/')
    .action((mapping: string, o: JsonOption & { from: string }) => runCheck(io, mapping, o));

  withJson(crm.command('quality [mapping]'))
    .description('how good the records are: complete, possible, fresh, distinct, with the list behind each score')
    .option('--from <path>', `score an export by its mapping, without a stack: ${FROM}`)
    .addOption(asOf())
    .addHelpText(
      'after',
      '\nWithout --from, of the running company: the records you may see, as the page Data quality shows them.\n\nExamples:\n  salesagent crm quality\n  salesagent crm quality playbooks/companies/acme/crm.yaml --from export/',
    )
    .action((mapping: string | undefined, o: JsonOption & { from?: string; asOf?: string }) =>
      quality(context, mapping, o),
    );
}

async function quality(
  context: Context,
  mapping: string | undefined,
  { from, asOf: day, json }: JsonOption & { from?: string; asOf?: string },
): Promise<void> {
  const { io } = context;
  if (from !== undefined) {
    if (mapping === undefined)
      throw usageError(
        'No mapping says how to read the export.',
        'Give its file: `salesagent crm quality MAPPING --from EXPORT`.',
      );
    return runQuality(io, mapping, { from, ...(json && { json }), ...(day !== undefined && { asOf: day }) });
  }
  if (mapping !== undefined || day !== undefined)
    throw usageError(
      `${mapping === undefined ? '--as-of' : 'A mapping'} goes with an export only.`,
      'Give the exported CRM with --from, or leave both away to ask the running company.',
    );
  const api = await context.api();
  print(io, json, await api.call((client) => getQuality({ client })), ({ types }) => qualityText(types));
}

function currency(value: string): string {
  if (!/^[A-Z]{3}$/.test(value)) throw new InvalidArgumentError('Give an ISO 4217 code, e.g. EUR.');
  return value;
}

function timeZone(value: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('Give an IANA name, e.g. Europe/Berlin.');
  }
}
