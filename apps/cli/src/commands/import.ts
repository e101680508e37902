import type { Command } from 'commander';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { getImport, startImport, type Import } from '../client/generated';
import { CliError, EXIT, usageError } from '../exit-codes';
import { count } from '../output/numbers';
import { print, type Io } from '../output/io';
import { table } from '../output/tables';
import { withJson, type Context, type JsonOption } from './command-context';

const TABULAR = /\.(csv|tsv)$/i;
const POLL_MILLISECONDS = 500;
/** Milliseconds without an answer after which an import is no longer followed. */
const SILENCE = 120_000;

export function importCommand(program: Command, context: Context): void {
  withJson(program.command('import <dir>'))
    .description('load an export of a CRM: every .csv and .tsv file of a folder')
    .option('--mapping <file>', 'a mapping file (YAML), where recognising columns by name is not enough')
    .option('--label <text>', 'a name for this import')
    .option('--no-wait', 'return as soon as it has started')
    .action(async (dir: string, options: JsonOption & { mapping?: string; label?: string; wait: boolean }) => {
      const { io } = context;
      const files = readExport(io, dir);
      const mapping = options.mapping === undefined ? undefined : readMapping(io, options.mapping);
      const body = {
        files: files.map(({ name, content }) => ({ name, contentBase64: content.toString('base64') })),
        ...(mapping === undefined ? {} : { mapping }),
        label: options.label ?? basename(resolve(io.cwd, dir)),
      };
      const api = await context.api();
      const { importId } = await api.call((client) => startImport({ client, body }));
      if (!options.wait) return print(io, options.json, { importId }, () => `Started import ${importId}.`);
      const done = await follow(context, importId);
      print(io, options.json, done, importText);
      if (done.state === 'failed') {
        throw new CliError(EXIT.failed, `The import failed: ${reasonOf(done)}`, remedyOf(done), 'import-failed');
      }
    });
}

function readExport(io: Io, dir: string): { name: string; content: Buffer }[] {
  const path = resolve(io.cwd, dir);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw usageError(`There is no folder ${dir}.`, 'Give the folder that holds the exported .csv files.');
  const names = stat.isDirectory() ? readdirSync(path).sort() : [''];
  const taken = stat.isDirectory() ? names.filter((name) => TABULAR.test(name)) : names;
  if (taken.length === 0) {
    throw usageError(`${dir} holds no .csv or .tsv file.`, 'Export each table of the CRM as CSV into this folder.');
  }
  const others = names.filter((name) => !taken.includes(name) && !name.startsWith('.'));
  if (others.length > 0) io.err(`Not tabular, so not sent: ${others.join(', ')}`);
  return taken.map((name) => ({ name: name || basename(path), content: read(join(path, name), join(dir, name)) }));
}

function readMapping(io: Io, file: string): string {
  return read(resolve(io.cwd, file), file).toString('utf8');
}

function read(path: string, shown: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw usageError(
      code === 'ENOENT' ? `There is no file ${shown}.` : `Cannot read ${shown}: ${(error as Error).message}`,
      'Check the path and that you may read the file.',
    );
  }
}

/** Tells progress until the import has ended. A service that is busy reading may not answer for a while. */
async function follow({ io, api }: Context, importId: string): Promise<Import> {
  let told = '';
  let answeredAt = io.now();
  for (;;) {
    const state = await (
      await api()
    )
      .call((client) => getImport({ client, path: { importId } }))
      .catch((error: unknown) => {
        if (error instanceof CliError && error.exitCode === EXIT.notReachable && io.now() - answeredAt < SILENCE)
          return null;
        throw error;
      });
    if (state) answeredAt = io.now();
    if (state && state.state !== 'running') return state;
    const share = state?.progress == null ? '' : ` ${Math.floor(state.progress * 100)} %`;
    const line = state ? `${state.phase ?? 'importing'}${share}` : 'no answer, asking again';
    if (line !== told) io.err(line);
    told = line;
    await io.sleep(POLL_MILLISECONDS);
  }
}

function importText(done: Import): string {
  const report = done.report;
  if (!report) return `Import ${done.importId}: ${done.state}`;
  const files = table(report.files, [
    { head: 'file', value: (f) => f.file },
    { head: 'records', value: (f) => f.recordType ?? 'not recognised' },
    { head: 'rows', value: (f) => count(f.rows), right: true },
    { head: 'loaded', value: (f) => count(f.loaded), right: true },
    {
      head: 'columns not used',
      value: (f) =>
        f.columns
          .filter((c) => c.field === null)
          .map((c) => c.column)
          .join(', '),
    },
  ]);
  const findings = table(report.findings, [
    { head: 'count', value: (f) => count(f.count), right: true },
    {
      head: 'where',
      value: (f) => [f.file, f.row == null ? null : `row ${f.row}`, f.column].filter(Boolean).join(', '),
    },
    { head: 'finding', value: (f) => f.message },
    { head: 'remedy', value: (f) => f.remedy },
  ]);
  return [
    `Import ${done.importId}: ${done.state}${report.asOf ? `, speaks as of ${report.asOf}` : ''}`,
    '',
    files,
    ...(findings ? ['', 'Findings', findings] : []),
    ...(done.state === 'completed' ? ['', 'Next: `salesagent xray`'] : []),
  ].join('\n');
}

function reasonOf(done: Import): string {
  const error = done.error;
  if (typeof error === 'string') return error;
  const message = (error as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : 'see the report';
}

/** A refusal names the remedy of each problem itself. */
function remedyOf(done: Import): string | null {
  const remedy = (done.error as { remedy?: unknown } | null)?.remedy;
  if (typeof remedy === 'string') return remedy;
  return reasonOf(done).includes(' → ') ? null : 'Correct the files or give a mapping file, then import again.';
}
