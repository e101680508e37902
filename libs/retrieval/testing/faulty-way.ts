import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a request instead of its answer. */
export type Fault =
  | { status: number; body?: string; headers?: Record<string, string> }
  /** Nothing is answered, ever. */
  | 'silence'
  /** The store's own answer, broken off in its middle. */
  | 'cut';

export interface FaultyWay {
  url: string;
  /** Method and path of each request that came, without its query. */
  requests: string[];
  /** From now on; null lets a request pass. `nth`: how many of the same method and path came since this was set, from 1. */
  become(fault: (request: string, nth: number) => Fault | null): void;
  close(): Promise<void>;
}

/** Stands before a store and lets requests pass, or not. */
export async function startFaultyWay(target: string): Promise<FaultyWay> {
  const requests: string[] = [];
  let counts = new Map<string, number>();
  let fault: (request: string, nth: number) => Fault | null = () => null;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const name = `${request.method} ${request.url!.split('?')[0]}`;
    requests.push(name);
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    const now = fault(name, nth);
    if (now === 'silence') return;
    if (now !== null && now !== 'cut') {
      response.writeHead(now.status, { 'content-type': 'application/json', ...now.headers });
      response.end(now.body ?? '');
      return;
    }
    const answer = await fetch(target + request.url!, {
      method: request.method!,
      headers: passedOn(request),
      ...(parts.length > 0 ? { body: Buffer.concat(parts) } : {}),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    const headers = Object.fromEntries([...answer.headers].filter(([header]) => !OF_CONNECTION.has(header)));
    response.writeHead(answer.status, { ...headers, 'content-length': body.length });
    if (now !== 'cut') response.end(body);
    else response.write(body.subarray(0, body.length / 2), () => response.destroy());
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    become: (next) => {
      fault = next;
      counts = new Map();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const OF_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host']);

function passedOn(request: IncomingMessage): Record<string, string> {
  const headers = Object.entries(request.headers).filter(([name]) => !OF_CONNECTION.has(name));
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}
