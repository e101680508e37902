import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Readable, Writable } from 'node:stream';
import { assistantServer, type ServerParts } from './server';

export interface Streams {
  input: Readable;
  output: Writable;
}

/**
 * Serves one client over a pair of streams and returns when it has gone. Nothing but messages of the protocol is
 * written to the output.
 */
export async function serveOverStdio(parts: ServerParts, { input, output }: Streams): Promise<void> {
  const server = assistantServer(parts);
  const gone = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) input.once(event, resolve);
    output.once('error', () => resolve());
    server.server.onclose = resolve;
  });
  await server.connect(new StdioServerTransport(input, output));
  await gone;
  await server.close();
}
