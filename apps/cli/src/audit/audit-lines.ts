import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { ConsoleApi } from '../console-api';
import { CliError, EXIT, usageError } from '../exit-codes';

/** The export of the running stack, line by line as it comes. @throws CliError */
export async function* runningLines(api: ConsoleApi): AsyncGenerator<string> {
  const body = await api.call((client) =>
    client.get<ReadableStream<Uint8Array>>({
      url: '/api/audit/export',
      parseAs: 'stream',
      security: [{ scheme: 'bearer', type: 'http' }],
    }),
  );
  try {
    yield* createInterface({ input: Readable.fromWeb(body as unknown as WebStream), crlfDelay: Infinity });
  } catch (error) {
    // A connection that was cut ends the lines; that the last one is missing says so.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** The lines of a file. @throws CliError when it cannot be read */
export async function* fileLines(file: string, cwd: string): AsyncGenerator<string> {
  const input = createReadStream(resolve(cwd, file));
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } catch (error) {
    throw usageError(`${file} cannot be read: ${(error as Error).message}`, 'Give a file that `audit export` wrote.');
  }
}

/**
 * Writes the lines to a file, which appears when it is whole.
 * @returns how many links
 * @throws CliError when it cannot be written, or the stack stopped before the last line
 */
export async function writeLines(lines: AsyncIterable<string>, file: string, cwd: string): Promise<number> {
  const path = resolve(cwd, file);
  let last = '';
  try {
    const output = await open(`${path}.partial`, 'w', 0o600);
    try {
      for await (const line of lines) await output.write(`${(last = line)}\n`);
    } finally {
      await output.close();
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      EXIT.failed,
      `Cannot write ${file}: ${(error as Error).message}`,
      'Give another file with --output.',
      'not-written',
    );
  }
  const end = endOf(last);
  if (end === null) {
    throw new CliError(
      EXIT.notReachable,
      'The console stopped before the export was whole.',
      'Run it again; `salesagent status` says whether the stack runs.',
      'service-down',
    );
  }
  await rename(`${path}.partial`, path);
  return end.links;
}

function endOf(line: string): { links: number } | null {
  try {
    const value = JSON.parse(line) as { kind?: unknown; links?: unknown };
    return value.kind === 'end' && typeof value.links === 'number' ? { links: value.links } : null;
  } catch {
    return null;
  }
}
