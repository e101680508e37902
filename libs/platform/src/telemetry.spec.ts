import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { loadConfig } from './config';
import { startTelemetry } from './telemetry';

describe('traces to LangSmith', () => {
  it('go to its intake with key and project, model calls alone, and nothing goes anywhere else', async () => {
    const got: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        got.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString('latin1') });
        response.end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const stop = await startTelemetry(
      'deal',
      loadConfig({
        DATABASE_URL: 'postgres://localhost/x',
        ...{ LANGSMITH_API_KEY: 'ls-key', LANGSMITH_PROJECT: 'acme' },
        LANGSMITH_ENDPOINT: `http://127.0.0.1:${port}`,
      }),
    );
    const tracer = trace.getTracer('test');
    tracer.startSpan('secret of a query').end();
    tracer.startSpan('chat gpt', { attributes: { 'gen_ai.operation.name': 'chat' } }).end();
    await stop();
    server.close();
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({
      url: '/otel/v1/traces',
      headers: { 'x-api-key': 'ls-key', 'langsmith-project': 'acme' },
    });
    expect(got[0]?.body).toContain('chat gpt');
    expect(got[0]?.body).not.toContain('secret');
  });
});
