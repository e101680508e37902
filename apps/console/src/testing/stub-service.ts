import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  authorization: string | undefined;
  body: unknown;
}

export interface StubService {
  url: string;
  asked: Asked[];
  /** What to answer by `METHOD /path` (path without query); anything else is 404. */
  answers: Record<string, { status?: number; body: unknown } | { status?: number; text: string }>;
  close(): Promise<void>;
}

/** Another service as the console sees it over HTTP; it remembers what it was asked, and with whose token. */
export async function stubService(): Promise<StubService> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '/';
      const method = request.method ?? 'GET';
      stub.asked.push({
        method,
        path,
        authorization: request.headers.authorization,
        body: text === '' ? null : (JSON.parse(text) as unknown),
      });
      const answer = stub.answers[`${method} ${path.split('?')[0]}`] ?? { status: 404, body: { message: 'not here' } };
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
      response.end('text' in answer ? answer.text : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const stub: StubService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answers: {
      'GET /health/ready': { body: { status: 'ok' } },
      'GET /internal/progress': { body: { consumers: [{ group: 'x', caughtUp: true, lag: 0 }] } },
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return stub;
}
