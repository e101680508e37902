import type { Command } from 'commander';
import { acceptedSlug, collectFacts, type NewOptions } from '../company/collect';
import { CRMS } from '../company/company-facts';
import { makeCompany, placeFor } from '../company/make-company';
import { companyText, nextSteps } from '../output/company-text';
import { print, type Io } from '../output/io';
import { withJson, type Context } from './command-context';

/** Works on the files alone: a company's folder is made before there is a stack for it. */
export function companyCommands(program: Command, { io }: Context): void {
  const company = program.command('company').description('the portfolio companies: one deployment each');
  withJson(company.command('new <slug>'))
    .description('make the folder of a portfolio company: its mapping, playbook overrides and deployment values')
    .option('--name <text>', 'its name as people read it (else from the slug)')
    .option('--crm <kind>', `its CRM: ${CRMS.join(', ')}; postgres is our own (else as --from is)`)
    .option('--currency <code>', 'its currency (ISO 4217)')
    .option('--time-zone <zone>', 'its time zone (IANA)')
    .option('--fiscal-start <month>', 'first month of its fiscal year, 1 to 12 (else 1)')
    .option('--from <path>', 'draft the mapping from this export: as of `crm discover`')
    .option('--kafka <brokers>', 'brokers that carry its events, host:port,host:port (else its database does)')
    .option('--issuer <url>', 'the provider that its people and services sign in at')
    .option('--dir <folder>', 'the playbooks folder (PLAYBOOKS_DIR, else ./playbooks)')
    .addHelpText('after', HELP)
    .action((slug: string, o: NewOptions) => runNew(io, slug, o));
}

const HELP = `
At a terminal it asks for what is not given; else --crm (or --from), --currency and --time-zone are needed. Nothing is
written over, and no secret is written.

Example:
  salesagent company new acme --crm salesforce --currency EUR --time-zone Europe/Berlin --fiscal-start 4`;

/** Makes a company and says what was made. @throws CliError naming what is wrong; then nothing was made */
export async function runNew(io: Io, slug: string, o: NewOptions): Promise<void> {
  const dir = o.dir ?? io.environment['PLAYBOOKS_DIR'] ?? 'playbooks';
  const folder = placeFor(io, dir, acceptedSlug(slug));
  const made = makeCompany(io, await collectFacts(io, slug, o), folder);
  print(io, o.json, { ...made, next: nextSteps(made, o.from) }, companyText);
}
