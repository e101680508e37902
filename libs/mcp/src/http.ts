import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { assistantServer, type ServerParts } from './server';

/**
 * Answers one request of the streamable HTTP transport, without a session: the server is made for this request, with
 * the token it came with, and ends with it. So there is no session to steal, to bound or to keep on one instance.
 *
 * @param body the request's JSON, parsed
 */
export async function answerOverHttp(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
): Promise<void> {
  const server = assistantServer(parts);
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  response.once('close', () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response, body);
}
