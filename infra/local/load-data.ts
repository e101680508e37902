import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StartError } from './options';

/** A file of an export. */
export interface ExportFile {
  name: string;
  content: Buffer;
}

export interface ImportState {
  importId: string;
  state: 'running' | 'completed' | 'failed';
  phase?: string | null;
  progress?: number | null;
  counts?: Record<string, number> | null;
  report?: { findings?: { count: number; message: string }[] } | null;
  asOf?: string | null;
  error?: string | null;
}

/** The CSV files of a folder, by name. */
export function exportFiles(folder: string): ExportFile[] {
  return readdirSync(folder)
    .filter((name) => name.toLowerCase().endsWith('.csv'))
    .sort()
    .map((name) => ({ name: basename(name), content: readFileSync(join(folder, name)) }));
}

/** Loads files as the operator does from the command line: through the console, with the operator's token. */
export class DataLoader {
  constructor(
    private readonly consoleUrl: string,
    private readonly token: () => string,
  ) {}

  /** Whether anything has been imported into this home before. */
  async hasData(): Promise<boolean> {
    const response = await this.call('GET', '/api/imports/latest');
    if (response.status === 404) return false;
    const body = response.body as ImportState | null;
    return Boolean(body?.importId) && body?.state !== 'failed';
  }

  /** @throws StartError with the remedy when the files cannot be loaded */
  async load(files: ExportFile[], mapping: string | null, label: string, onProgress: (state: ImportState) => void) {
    const { status, body } = await this.call('POST', '/api/imports', {
      files: files.map(({ name, content }) => ({ name, contentBase64: content.toString('base64') })),
      ...(mapping === null ? {} : { mapping }),
      label,
    });
    if (status >= 400) throw new StartError(`the import was refused: ${problemOf(body)}`);
    const { importId } = body as { importId: string };
    for (;;) {
      const { status: code, body: state } = await this.call('GET', `/api/imports/${encodeURIComponent(importId)}`);
      const current = state as ImportState;
      if (code < 400) onProgress(current);
      if (current.state === 'completed') return current;
      if (current.state === 'failed')
        throw new StartError(`the import failed: ${current.error ?? 'no reason was given'}`);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }

  private async call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(this.consoleUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token()}`,
        'content-type': 'application/json',
        'x-salesagent-request': '1',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(120_000),
    });
    const text = await response.text();
    try {
      return { status: response.status, body: text ? (JSON.parse(text) as unknown) : null };
    } catch {
      return { status: response.status, body: { message: text.slice(0, 500) } };
    }
  }
}

function problemOf(body: unknown): string {
  const { message, remedy } = (body ?? {}) as { message?: string; remedy?: string };
  return [message ?? JSON.stringify(body), remedy].filter(Boolean).join(' – ');
}
