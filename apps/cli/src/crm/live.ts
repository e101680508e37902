import type { DiscoverableCrm, HostedKind, NotRead, OpenedCrm } from '@salesagent/crm';
import type { CrmSource, HostedMapping } from '@salesagent/crm/mapping';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageError } from '../exit-codes';
import type { Io } from '../output/io';
import { crmFailure } from './crm-failure';
import { readSource } from './source';
import type { SourceOptions } from './source-options';

/** What a mapping file says of where its CRM is. */
export interface Mapped {
  file: string;
  crm: HostedKind;
  objects: readonly string[];
}

/**
 * The CRM as an export tells it, or as it says of itself: its objects, and its newest records of each.
 * @throws CliError naming file, address or object, with the remedy
 */
export async function lookAtCrm(
  io: Io,
  o: SourceOptions,
  mapped?: Mapped,
): Promise<CrmSource & { notRead?: NotRead[] }> {
  if (o.from !== undefined) return readSource(io, o.from);
  return withCrm(io, o, mapped, async (crm, timing) => {
    const { readLiveSource } = await import('@salesagent/crm');
    const { source, notRead } = await readLiveSource(crm, {
      ...{ timing, most: o.sample, also: [...(mapped?.objects ?? []), ...(o.object ?? [])] },
      told: (object, fields, records, looked) => io.err(readText(object, fields, records, looked)),
    });
    for (const one of notRead) io.err(notReadText(one));
    return { ...source, notRead };
  });
}

/** Records of mapped objects for a look at their quality: an export's, else all of the CRM's up to the limit. */
export async function recordsOf(io: Io, o: SourceOptions, mapped: Mapped, mapping: HostedMapping) {
  if (o.from !== undefined) return readSource(io, o.from).records;
  return withCrm(io, o, mapped, async (crm, timing) => {
    const { readMapped } = await import('@salesagent/crm');
    const told = (object: string, fields: number, records: number): void => {
      const end = records === o.sample ? ' – the limit of --sample, there may be more' : '';
      io.err(`Read ${object}: ${fields} fields, ${records} records${end}.`);
    };
    return readMapped(crm, mapping.selections(), { most: o.sample, timing, told });
  });
}

/** Of what canon has no place for, it is said that one record is no count. */
function readText(object: string, fields: number, records: number, looked: boolean): string {
  if (!looked) return `Read ${object}: ${fields} fields, ${records} records.`;
  const found = records === 0 ? 'no record' : 'a record, there may be more';
  return `Looked at ${object}: ${fields} fields, ${found} – it has no place in canon; --object ${object} reads it.`;
}

const notReadText = ({ object, why, remedy }: NotRead): string => `Not read: ${object}, ${why} → ${remedy}`;

interface Waiting {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

async function withCrm<T>(
  io: Io,
  o: SourceOptions,
  mapped: Mapped | undefined,
  work: (crm: DiscoverableCrm, timing: Waiting) => Promise<T>,
): Promise<T> {
  const kind = kindOf(io, o, mapped);
  const file = o.credentials ?? io.environment['CRM_CREDENTIALS_FILE'];
  if (!file) throw nothingToRead(kind);
  const json = textOf(io, file);
  const url = addressOf(io, o);
  const timing: Waiting = { now: () => new Date(io.now()), sleep: (ms) => io.sleep(ms) };
  // Two SDKs and their like: only these commands wait for them.
  const crm = await import('@salesagent/crm');
  let opened: OpenedCrm | undefined;
  try {
    const debts = new crm.ProcessDebts();
    opened = crm.openHosted(kind, { json, file }, { timing, debts, ...(url ? { url } : {}) });
    return await work(opened.crm, timing);
  } catch (error) {
    throw crmFailure(crm, error, { kind, file, url: url ?? crm.HOSTED_URLS[kind] });
  } finally {
    opened?.close();
  }
}

function kindOf(io: Io, o: SourceOptions, mapped: Mapped | undefined): HostedKind {
  const told = o.crm ?? io.environment['CRM'];
  if (mapped && told !== undefined && told !== '' && told !== mapped.crm) {
    const where = o.crm === undefined ? `CRM=${told}` : `--crm ${told}`;
    throw usageError(
      `${mapped.file} maps ${mapped.crm}, but ${where}.`,
      'Give the mapping of this CRM, or leave it out.',
    );
  }
  const kind = mapped?.crm ?? told;
  if (kind === 'salesforce' || kind === 'hubspot') return kind;
  if (kind === 'postgres') throw usageError('CRM=postgres is our own CRM.', 'It needs no mapping; look with --from.');
  if (kind !== undefined && kind !== '')
    throw usageError(`There is no CRM "${kind}".`, 'There are: salesforce, hubspot.');
  throw nothingToRead(null);
}

function nothingToRead(kind: HostedKind | null): Error {
  const missing =
    kind === null ? 'no CRM is named and no export given' : `no sign-in to ${kind} and no export is given`;
  return usageError(
    `There is nothing to look at: ${missing}.`,
    'Give --crm and --credentials (or set CRM and CRM_CREDENTIALS_FILE) to read the CRM itself, or an export with --from.',
  );
}

function textOf(io: Io, file: string): string {
  try {
    return readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'There is no file' : `${code ?? 'Something'} keeps from reading`;
    throw usageError(
      `${why} ${file}, which should hold the sign-in to the CRM.`,
      'docs/crm/connect.md says how to write it.',
    );
  }
}

function addressOf(io: Io, o: SourceOptions): string | undefined {
  const url = o.url ?? io.environment['CRM_URL'];
  if (!url) return undefined;
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url.replace(/\/+$/, '');
  const place = o.url === undefined ? 'CRM_URL' : '--url';
  throw usageError(`${place} is not an address: ${url}`, 'Give it as e.g. https://test.salesforce.com.');
}
