import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatWire } from './chat-wire';
import { embeddingsAnswer, embeddingsRefusal } from './embeddings';
import { refusalOf } from './request-check';
import { reply as replies, type Heard, type Reply, type Script } from './reply';
import { responsesWire } from './responses-wire';
import { tokensIn, type ServerEvent, type Wire } from './wire';

export interface StandIn {
  /** For OPENAI_BASE_URL. */
  readonly baseUrl: string;
  /** Every request, in order. */
  readonly requests: Heard[];
  close(): Promise<void>;
}

/**
 * A server that speaks the Responses API, Chat Completions and embeddings over real HTTP, written from their published reference,
 * and says what a script tells it: answers, and every way of not answering. It offers no more than the reference does
 * and turns down what the API would.
 *
 * @param options.apiKey when given, requests with another are turned down
 */
export async function startStandIn(script: Script, options: { apiKey?: string } = {}): Promise<StandIn> {
  const requests: Heard[] = [];
  const server = createServer((request, response) => {
    // A client that hangs up is what several scripts are about.
    response.on('error', () => undefined);
    void heard(request).then(
      (it) => {
        const next = typeof script === 'function' ? script(it, requests.length) : script[requests.length];
        requests.push(it);
        const last = typeof script === 'function' ? undefined : script.at(-1);
        return answer(it, next ?? last ?? replies.status(500), response, options.apiKey);
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function heard(request: IncomingMessage): Promise<Heard> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
  return { path: request.url ?? '/', headers: request.headers, body };
}

async function answer(request: Heard, reply: Reply, response: ServerResponse, apiKey?: string): Promise<void> {
  const { path, body } = request;
  if (apiKey !== undefined && request.headers['authorization'] !== `Bearer ${apiKey}`) {
    return turnDown(response, 401, 'invalid_api_key', 'Incorrect API key provided.');
  }
  if (path === '/v1/embeddings') return embed(body, reply, response);
  const wire = { '/v1/responses': responsesWire, '/v1/chat/completions': chatWire }[path];
  if (!wire) return turnDown(response, 404, 'unknown_url', `Unknown request URL: POST ${path}.`);
  const refused = refusalOf(path, body);
  if (refused) return turnDown(response, refused.status, refused.code, refused.message, refused.param);
  if (reply.say === 'later') {
    await new Promise((resolve) => setTimeout(resolve, reply.afterMs).unref());
    return answer(request, reply.then, response, apiKey);
  }
  await play(wire, bounded(reply, body), body, response);
}

/** Vectors, whatever the script says in words; its ways of not answering are those of the server. */
async function embed(body: Record<string, unknown>, reply: Reply, response: ServerResponse): Promise<void> {
  const refused = embeddingsRefusal(body);
  if (refused) return turnDown(response, refused.status, refused.code, refused.message, refused.param);
  if (reply.say === 'later') {
    await new Promise((resolve) => setTimeout(resolve, reply.afterMs).unref());
    return embed(body, reply.then, response);
  }
  if (reply.say === 'silence') return;
  if (reply.say === 'drop') return void response.destroy();
  if (reply.say === 'status') return failed(reply, response);
  const raw = reply.say === 'raw' ? reply.body : JSON.stringify(embeddingsAnswer(body));
  response.writeHead(200, { 'content-type': 'application/json' }).end(raw);
}

/** A server that works cuts an answer at the bound it was given. */
function bounded(reply: Reply, body: Record<string, unknown>): Reply {
  const bound = body['max_output_tokens'] ?? body['max_completion_tokens'];
  if (reply.say !== 'text' || typeof bound !== 'number' || tokensIn(reply.text) <= bound) return reply;
  return replies.incomplete('max_output_tokens', reply.text.slice(0, bound * 4));
}

async function play(wire: Wire, reply: Reply, body: Record<string, unknown>, response: ServerResponse): Promise<void> {
  if (reply.say === 'silence') return;
  if (reply.say === 'status') return failed(reply, response);
  if (reply.say === 'raw') {
    response.writeHead(200, { 'content-type': reply.contentType ?? 'text/event-stream' }).end(reply.body);
    return;
  }
  const text = 'text' in reply ? reply.text : '';
  const end = wire.closing(reply, body);
  if (body['stream'] !== true) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(wire.whole(end));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send(response, wire.opening(body));
  send(response, text === '' ? [] : wire.pieces(text));
  if (reply.say === 'endless') return writeOn(wire, text, response);
  if (reply.say === 'stall') return;
  if (reply.say === 'drop') {
    // What was written leaves before the connection is cut.
    response.write(': \n\n', () => response.socket?.destroy());
    return;
  }
  send(response, end);
  response.end();
}

function failed({ status, code, headers }: Extract<Reply, { say: 'status' }>, response: ServerResponse): void {
  Object.entries(headers ?? {}).forEach(([name, value]) => response.setHeader(name, value));
  turnDown(response, status, code ?? 'server_error', 'The server had an error.');
}

async function writeOn(wire: Wire, text: string, response: ServerResponse): Promise<void> {
  while (!response.destroyed && !response.socket?.destroyed) {
    const roomLeft = send(response, wire.pieces(text.repeat(40)));
    if (!roomLeft) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    await new Promise(setImmediate);
  }
}

function send(response: ServerResponse, events: ServerEvent[]): boolean {
  const text = events.map(({ name, data }) => `${name ? `event: ${name}\n` : ''}data: ${data}\n\n`).join('');
  return response.write(text);
}

/** Errors have one shape: https://platform.openai.com/docs/guides/error-codes. */
function turnDown(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  param: string | null = null,
): void {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type, param, code } }));
}
