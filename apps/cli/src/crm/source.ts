import { MappingRefused, parseJsonSource, readCsvSource, type CrmSource } from '@salesagent/crm/mapping';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CliError, EXIT, usageError } from '../exit-codes';
import type { Io } from '../output/io';

/** What a CRM says of itself, from a folder of exported CSV files or a JSON file of descriptions and samples. */
export function readSource(io: Io, from: string): CrmSource {
  const path = resolve(io.cwd, from);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw usageError(`There is no file or folder ${from}.`, 'Give the exported CRM with --from.');
  return reporting(() => {
    if (!stat.isDirectory() && !from.endsWith('.csv')) return parseJsonSource(readFileSync(path, 'utf8'), from);
    const names = stat.isDirectory() ? readdirSync(path).filter((name) => name.endsWith('.csv')) : [''];
    if (names.length === 0) throw usageError(`${from} holds no .csv file.`, 'Export each object of the CRM into it.');
    const files = names.sort().map((name) => ({
      name: name || basename(path),
      text: readFileSync(join(path, name), 'utf8'),
    }));
    return readCsvSource(files);
  });
}

export function readText(io: Io, file: string): string {
  try {
    return readFileSync(resolve(io.cwd, file), 'utf8');
  } catch {
    throw usageError(`There is no file ${file}.`, 'Give a mapping file (YAML); `salesagent crm discover` drafts one.');
  }
}

/** Mistakes in files are told as they are: each names its place and its remedy. */
export function reporting<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MappingRefused) throw new CliError(EXIT.usage, error.message, null, 'bad-mapping');
    throw error;
  }
}
