import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes what services export over OTLP/HTTP and keeps the bytes: names and values stand in them as they are. */
export interface SpanCollector {
  readonly endpoint: string;
  bytes(): Buffer;
  close(): Promise<void>;
}

export async function collectSpans(): Promise<SpanCollector> {
  const received: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => received.push(chunk));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => Buffer.concat(received),
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
