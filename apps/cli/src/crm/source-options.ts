import { InvalidArgumentError, type Command } from 'commander';
import { positive } from '../commands/options';

/** Where a CRM is looked at: what it has exported, else itself. */
export interface SourceOptions {
  from?: string;
  crm?: string;
  credentials?: string;
  url?: string;
  /** Most records of one object. */
  sample: number;
  object?: string[];
}

/** HubSpot lists no more than this by time of change; enough of any object to know how it is filled. */
const MOST = 10_000;
const SAMPLE = 2_000;

export const EXPORT = 'an export: a folder of CSV files, one an object, or a JSON file of descriptions and samples';

/** The options of commands that look at a CRM before gateway has ever read it. */
export function withSource(command: Command, sample = SAMPLE, most = MOST): Command {
  return command
    .option('--from <path>', `${EXPORT} (else the CRM itself is read)`)
    .option('--crm <kind>', 'the CRM: salesforce or hubspot (else CRM, or what the mapping says)', hostedKind)
    .option('--credentials <file>', 'the JSON file with the sign-in to it (else CRM_CREDENTIALS_FILE)')
    .option('--url <address>', 'where it signs in and answers, if not at its usual address (else CRM_URL)')
    .option('--sample <n>', `most records that are read of one object, up to ${most}`, positive(most), sample);
}

function hostedKind(value: string): string {
  if (value === 'salesforce' || value === 'hubspot') return value;
  throw new InvalidArgumentError('There are: salesforce, hubspot.');
}
