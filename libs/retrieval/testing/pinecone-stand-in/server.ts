import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refused } from './refused';
import { StandInIndex } from './stand-in-index';

export interface PineconeStandIn {
  url: string;
  close(): Promise<void>;
}

export interface PineconeStandInOptions {
  apiKey: string;
  dimension: number;
  metric?: string;
  /** Reads of a namespace that pass before one sees a write. */
  lagReads?: number;
  /** Looks at each request first, and refuses it by throwing. */
  check?: (route: string, url: URL, body: string) => void;
}

/**
 * The data plane of a serverless index of Pinecone, written from its published description (2026-07) and documentation,
 * and never more lenient than they: `requests.ts`, `metadata-filter.ts` and `namespace.ts` name the pages.
 */
export async function startPineconeStandIn(options: PineconeStandInOptions): Promise<PineconeStandIn> {
  const index = new StandInIndex(options.dimension, options.metric ?? 'cosine', options.lagReads ?? 3);
  const server = createServer((request, response) => {
    answer(index, options, request).then(
      ({ body, headers }) => send(response, 200, body, headers),
      (error: unknown) => {
        const refused = error instanceof Refused ? error : new Refused(500, String(error));
        if (refused.status === 401) response.writeHead(401, { 'content-type': 'text/plain' }).end(refused.message);
        else send(response, refused.status, refused.body);
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(index: StandInIndex, { apiKey, check }: PineconeStandInOptions, request: IncomingMessage) {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  if (request.headers['api-key'] !== apiKey) throw new Refused(401, 'Invalid API Key');
  if (request.headers['x-pinecone-api-version'] !== '2026-07') throw new Refused(400, 'no version that is known');
  // Not published; a common limit of gateways.
  if (request.url!.length > 8_000) throw new Refused(414, 'the address is too long');
  if (body.length > 2 * 1024 * 1024) throw new Refused(413, 'the request is larger than 2 MB');
  const url = new URL(request.url!, 'http://localhost');
  const route = `${request.method} ${url.pathname}`;
  check?.(route, url, body.toString());
  return index.answer(route, url, body.toString());
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
