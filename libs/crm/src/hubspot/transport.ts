import { Client } from '@hubspot/api-client';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

export const HUBSPOT_API = 'https://api.hubapi.com';

/**
 * An agent whose connections are destroyed when nothing moves for a while. The SDK has no time-out of its own, and
 * that of an agent only sends an event.
 */
export function timingOutAgent(basePath: string, timeoutMs: number): HttpAgent | HttpsAgent {
  const agent = basePath.startsWith('https:')
    ? new HttpsAgent({ keepAlive: true, timeout: timeoutMs })
    : new HttpAgent({ keepAlive: true, timeout: timeoutMs });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    socket?.once('timeout', () => socket.destroy(timedOut(timeoutMs)));
    return socket;
  };
  return agent;
}

/** The SDK's client, without retries (they repeat creates) and without its own pacing (instances share a quota). */
export function clientFor(basePath: string, accessToken: string, httpAgent: HttpAgent | HttpsAgent): Client {
  return new Client({ basePath, accessToken, httpAgent, numberOfApiCallRetries: 0, middleware: [READABLE_ERRORS] });
}

interface ResponseContext {
  httpStatusCode: number;
  headers: Record<string, string>;
  body: { text(): Promise<string>; binary(): Promise<Buffer> };
}

/**
 * Gateways before HubSpot answer in HTML or with nothing. The SDK falls over both and loses the status with it, so
 * they are made errors of HubSpot's form before it looks.
 */
const READABLE_ERRORS = {
  pre: (context: unknown) => context,
  post: async (context: unknown) => {
    const response = context as ResponseContext;
    if (response.httpStatusCode < 400) return response;
    const text = await response.body.text();
    const readable = isObject(text)
      ? text
      : JSON.stringify({ status: 'error', message: text.slice(0, 200) || 'no body' });
    response.headers['content-type'] = 'application/json';
    response.body = { text: async () => readable, binary: async () => Buffer.from(readable) };
    return response;
  },
};

function isObject(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null;
  } catch {
    return false;
  }
}

function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' });
}
