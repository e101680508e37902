import { InvalidArgumentError, type Command } from 'commander';
import { qualityText } from '@salesagent/crm/quality';
import { getQuality } from '../client/generated';
import { runCheck, runDiscover, runQuality, type DiscoverOptions } from '../crm/run-crm';
import { usageError } from '../exit-codes';
import { print } from '../output/io';
import { withSource, type SourceOptions } from '../crm/source-options';
import { withJson, type Context, type JsonOption } from './command-context';
import { asOf, positive } from './options';

/** Records of one object that a look at their quality takes at most: all of a company of some size. */
const ALL_UP_TO = 20_000;
const MOST = 100_000;

/**
 * Works on the CRM itself or on what it has exported: a mapping is written before there is a stack. Only `quality`
 * asks a running one, too.
 */
export function crmCommands(program: Command, context: Context): void {
  const { io } = context;
  const crm = program.command('crm').description('a hosted CRM: how it is read as the canon, and the connection to it');

  withSource(withJson(crm.command('discover')))
    .description('draft a mapping file: what each field of the CRM is, how sure that is and why')
    .option('--object <name...>', 'look at these objects too (HubSpot: custom ones by their id, 2-…)')
    .option('--currency <code>', "the company's currency (ISO 4217)", currency, 'USD')
    .option('--time-zone <zone>', "the company's time zone (IANA)", timeZone, 'UTC')
    .option('--fiscal-start <month>', 'first month of the fiscal year, 1 to 12', positive(12), 1)
    .option('--output <file>', 'write the draft to this file')
    .option('--force', 'write over a mapping that is there')
    .addHelpText(
      'after',
      `${WHERE}\nExample:\n  salesagent crm discover --crm hubspot --credentials crm-credentials.json`,
    )
    .action((o: DiscoverOptions) => runDiscover(io, o));

  withSource(withJson(crm.command('check <mapping>')))
    .description('compare a mapping file with its CRM: what actions go without, what cannot be read, what is left out')
    .addHelpText('after', `${WHERE}\nExample:\n  salesagent crm check playbooks/companies/acme/crm.yaml --from export/`)
    .action((mapping: string, o: JsonOption & SourceOptions) => runCheck(io, mapping, o));

  withSource(withJson(crm.command('quality [mapping]')), ALL_UP_TO, MOST)
    .description('how good the records are: complete, possible, fresh, distinct, with the list behind each score')
    .addOption(asOf())
    .addHelpText(
      'after',
      '\nWithout a mapping, of the running company: the records you may see, as the page Data quality shows them.\n\nExamples:\n  salesagent crm quality\n  salesagent crm quality playbooks/companies/acme/crm.yaml --from export/',
    )
    .action((mapping: string | undefined, o: JsonOption & SourceOptions & { asOf?: string }) =>
      mapping === undefined ? qualityOfCompany(context, o) : runQuality(io, mapping, o),
    );
}

/** @throws CliError where an option speaks of a CRM or an export that no mapping says how to read */
async function qualityOfCompany(
  context: Context,
  { json, from, crm, credentials, url, asOf: day }: JsonOption & SourceOptions & { asOf?: string },
): Promise<void> {
  if ([from, crm, credentials, url, day].some((option) => option !== undefined)) {
    throw usageError(
      'Without a mapping the running company is asked, as of its business day.',
      'Give the mapping file as well: `salesagent crm quality MAPPING --from EXPORT`; or leave the options away.',
    );
  }
  const api = await context.api();
  const found = await api.call((client) => getQuality({ client }));
  print(context.io, json, found, ({ types }) => qualityText(types));
}

const WHERE = `
Reads an export (--from), or the CRM itself by the sign-in that gateway will have. Nothing is written to it, and no
value of a person is shown.`;

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
