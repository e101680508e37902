import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpFault } from './faults';

export interface FakeRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

export interface FakeResponse {
  status: number;
  headers?: Record<string, string>;
  /** Text goes out as it is, anything else as JSON. */
  body?: unknown;
}

/** What differs between vendors. */
export interface FakeService {
  answer(request: FakeRequest): FakeResponse | Promise<FakeResponse>;
  /** The fault of this request, if any. */
  fault(request: FakeRequest): HttpFault | null;
  /** How this vendor says it: 429, 503, or a token that is no longer valid. */
  refuse(fault: 'rate-limited' | 'unavailable' | 'token-expired', request: FakeRequest): FakeResponse;
}

/** An HTTP server on 127.0.0.1 that answers for a fake CRM and breaks down as its faults say. */
export class FakeHttpServer {
  private readonly server: Server;

  constructor(private readonly service: FakeService) {
    this.server = createServer((incoming, outgoing) => {
      this.serve(incoming, outgoing).catch((error: unknown) => {
        outgoing.writeHead(500, { 'content-type': 'text/plain' });
        outgoing.end(`the fake failed: ${String(error)}`);
      });
    });
  }

  /** The base URL, without a slash at the end. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Closes at once: requests that a time-out left open are dropped. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await received(incoming);
    const fault = this.service.fault(request);
    switch (fault) {
      case 'dropped-before':
        return void incoming.socket.destroy();
      case 'timeout-before':
        return; // nobody ever answers
      case 'unavailable-before':
        return send(outgoing, this.service.refuse('unavailable', request));
      case 'rate-limited':
      case 'token-expired':
        return send(outgoing, this.service.refuse(fault, request));
    }
    const response = await this.service.answer(request);
    switch (fault) {
      case 'dropped-after':
        return void incoming.socket.destroy();
      case 'timeout-after':
        return;
      case 'unavailable-after':
        return send(outgoing, this.service.refuse('unavailable', request));
      default:
        return send(outgoing, response);
    }
  }
}

async function received(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'http://fake');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    method: incoming.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function send(outgoing: ServerResponse, { status, headers = {}, body }: FakeResponse): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type =
    body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json;charset=UTF-8' };
  outgoing.sendDate = false; // the fake's own time is its service's
  outgoing.writeHead(status, { ...type, ...headers });
  outgoing.end(text);
}
