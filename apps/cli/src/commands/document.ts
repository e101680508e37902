import type { ConsoleApi } from '../console-api';
import type { Client } from '../client/generated/client';
import { CliError, EXIT } from '../exit-codes';
import type { Io } from '../output/io';

interface Asked {
  format: 'md' | 'docx';
  output?: string | undefined;
  /** Name of a Word document when no file is given; Markdown is printed then. */
  name: string;
  json?: boolean | undefined;
}

/** Fetches a document and prints it (Markdown) or writes it to a file (Word). */
export async function writeDocument(
  io: Io,
  api: ConsoleApi,
  asked: Asked,
  ask: (client: Client) => Promise<{ data?: unknown; error?: unknown; response?: Response }>,
): Promise<void> {
  const bytes = new Uint8Array(await ((await api.call(ask)) as Blob).arrayBuffer());
  const file = asked.output ?? (asked.format === 'docx' ? `${asked.name}.docx` : undefined);
  if (file === undefined) {
    const text = Buffer.from(bytes).toString('utf8');
    io.out(asked.json ? JSON.stringify({ format: 'md', text }, null, 2) : text.trimEnd());
    return;
  }
  try {
    io.writeFile(file, bytes);
  } catch (error) {
    const reason = (error as Error).message;
    throw new CliError(
      EXIT.failed,
      `Cannot write ${file}: ${reason}`,
      'Give another file with --output.',
      'not-written',
    );
  }
  io.out(asked.json ? JSON.stringify({ file, bytes: bytes.length }, null, 2) : `Wrote ${file} (${bytes.length} bytes)`);
}
