import { existsSync, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VARIABLES } from '@salesagent/platform/config';

export interface StartOptions {
  home: string;
  /** Port of the console. */
  port: number;
  /** Folder of an export to load. */
  importFolder: string | null;
  mappingFile: string | null;
  /** Slug of the portfolio company whose folder says which CRM it has; null for the sample or an export. */
  companySlug: string | null;
  /** What carries the events: the database, a Kafka that is there (`host:port`), or one that is started. */
  bus: { kind: 'postgres' } | { kind: 'kafka'; brokers: string } | { kind: 'own kafka' };
  /** The database was put back from a backup: what is ahead of it is brought back to it first. */
  restored: boolean;
}

/** What the operator asked for cannot be done; the message says what to do instead. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export const USAGE = `npm start -- [--company SLUG | --import DIR [--mapping FILE]] [--port N] [--home DIR] [--with-kafka | --kafka HOST:PORT] [--restored]

  --company SLUG  run a portfolio company on its own Salesforce or HubSpot, as its deployment.env says (docs/crm/connect.md)
  --import DIR    load an export (CSV files) of a company
  --mapping FILE  say which column is what, where names and content do not
  --port N        port of the console (4300)
  --home DIR      folder of the local state (SALESAGENT_HOME, else .salesagent)
  --with-kafka    start Apache Kafka too and let it carry the events (needs Java 17 and, once, Maven)
  --kafka BROKER  let the Kafka at HOST:PORT carry the events; KAFKA_SASL_* and KAFKA_TLS* say how it is entered
  --restored      the database was put back from a backup: bring Kafka and Temporal back to it (docs/runbooks/backup.md)

Without Kafka the database carries the events. A home may change between them: each gets what it has not got yet.

With nothing given, an empty home gets a generated sample company.`;

const DEFAULT_PORT = 4300;

/**
 * @param base folder that relative paths start from: where npm was called
 * @throws StartError for options that cannot be followed
 */
export function readOptions(parameters: string[], environment: NodeJS.ProcessEnv, base: string): StartOptions | 'help' {
  const values = parsed(parameters);
  if (values.help) return 'help';
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StartError(`--port ${values.port} is not a port: give a number between 1 and 65535`);
  }
  const importFolder = values.import === undefined ? null : resolve(base, values.import);
  if (importFolder) checkImportFolder(importFolder);
  const mappingFile = values.mapping === undefined ? null : resolve(base, values.mapping);
  if (mappingFile && !importFolder) throw new StartError('--mapping goes with --import DIR');
  if (mappingFile && !existsSync(mappingFile)) throw new StartError(`the mapping file ${mappingFile} does not exist`);
  if (values.company !== undefined) checkSlug(values.company);
  if (values.company !== undefined && importFolder)
    throw new StartError('--company reads the CRM of the company and --import an export: give one of them');
  if (values.kafka !== undefined && values['with-kafka']) {
    throw new StartError('--kafka HOST:PORT uses a Kafka that is there and --with-kafka starts one: give one of them');
  }
  if (values.kafka !== undefined && !/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/.test(values.kafka)) {
    throw new StartError(`--kafka ${values.kafka} is no broker: give HOST:PORT, several divided by commas`);
  }
  return {
    home: resolve(base, values.home ?? (environment['SALESAGENT_HOME'] || '.salesagent')),
    port,
    importFolder,
    mappingFile,
    companySlug: values.company ?? null,
    bus:
      values.kafka !== undefined
        ? { kind: 'kafka', brokers: values.kafka }
        : { kind: values['with-kafka'] ? 'own kafka' : 'postgres' },
    restored: values.restored === true,
  };
}

function parsed(parameters: string[]) {
  try {
    const text = { type: 'string' } as const;
    const options = {
      import: text,
      mapping: text,
      company: text,
      port: text,
      home: text,
      kafka: text,
      'with-kafka': { type: 'boolean' },
      restored: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ args: parameters, options, allowPositionals: false }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

/** As `salesagent company new` takes it. */
function checkSlug(slug: string): void {
  if (slug === '')
    throw new StartError('--company is empty: give the slug of a company (is a variable of the shell unset?)');
  if (VARIABLES.company.schema.safeParse(slug).success && !slug.endsWith('-')) return;
  throw new StartError(
    `--company ${slug} is no slug: give the name of a folder in playbooks/companies, lower-case letters, digits and dashes`,
  );
}

function checkImportFolder(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) throw new StartError(`the import folder ${folder} does not exist`);
  if (!stat.isDirectory()) throw new StartError(`${folder} is not a folder: give the folder that holds the CSV files`);
  if (!readdirSync(folder).some((name) => name.toLowerCase().endsWith('.csv'))) {
    throw new StartError(`${folder} holds no .csv file: give the folder that holds the export`);
  }
}
