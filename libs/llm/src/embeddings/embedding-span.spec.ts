import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ModelUnavailable, NOTHING_SPENT } from '../errors';
import { inEmbeddingSpan } from './embedding-span';

describe('spans of requests for vectors', () => {
  const spans = new InMemorySpanExporter();
  beforeAll(() =>
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })),
  );
  beforeEach(() => spans.reset());
  afterAll(() => trace.disable());

  const about = {
    ...{ provider: 'openai', model: 'text-embedding-3-small', dimensions: 1536 },
    server: new URL('https://models.example.com:8443/v1'),
    purpose: { company: 'acme', agent: 'orchestrator', action: 'embedding' },
  };

  it('say what was asked for and used by the names of the GenAI conventions, and no text', async () => {
    await inEmbeddingSpan(about, () => Promise.resolve({ usage: { inputTokens: 7 }, attempts: 2, model: 'x' }));
    const [span] = spans.getFinishedSpans();
    expect(span?.name).toBe('embeddings text-embedding-3-small');
    expect(span?.attributes).toEqual({
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'text-embedding-3-small',
      'gen_ai.request.encoding_formats': ['float'],
      'gen_ai.embeddings.dimension.count': 1536,
      'gen_ai.agent.name': 'orchestrator',
      'gen_ai.response.model': 'x',
      'gen_ai.usage.input_tokens': 7,
      'server.address': 'models.example.com',
      'server.port': 8443,
      'salesagent.company': 'acme',
      'salesagent.action': 'embedding',
      'salesagent.attempts': 2,
    });
  });

  it('say why there were none', async () => {
    const down = Object.assign(new ModelUnavailable('openai is down.'), { spent: { ...NOTHING_SPENT, attempts: 4 } });
    await expect(inEmbeddingSpan(about, () => Promise.reject(down))).rejects.toBe(down);
    const [span] = spans.getFinishedSpans();
    expect(span?.attributes).toMatchObject({ 'error.type': 'unavailable', 'salesagent.attempts': 4 });
    expect(span?.status.message).toBe('openai is down.');
  });
});
