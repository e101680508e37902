import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { z } from 'zod';
import { aRequest, ANSWER } from '../testing/a-request';
import { scriptedModel } from '../testing/scripted-model';
import { ModelTimedOut } from './errors';
import { modelTool } from './tools';
import { traced, type Tracing } from './traced';

describe('spans of model calls', () => {
  const spans = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  beforeAll(() => {
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  beforeEach(() => spans.reset());
  afterAll(() => {
    trace.disable();
    context.disable();
  });

  const server = new URL('https://models.example.com:8443/v1');
  const tracing: Tracing = { provider: 'openai', model: 'gpt-5.4-mini', server, content: false };

  it('say what was asked for and used by the names of the GenAI conventions, and no text', async () => {
    await traced(scriptedModel(ANSWER), tracing).answer(aRequest());
    const [span] = spans.getFinishedSpans();
    expect(span?.name).toBe('chat gpt-5.4-mini');
    expect(span?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5.4-mini',
      'gen_ai.request.max_tokens': 200,
      'gen_ai.output.type': 'json',
      'gen_ai.agent.name': 'deal',
      'gen_ai.conversation.id': 'deal-risk:opportunity/O1:1',
      'gen_ai.response.model': 'scripted',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 1,
      'gen_ai.usage.output_tokens': 1,
      'gen_ai.usage.cache_read.input_tokens': 0,
      'server.address': 'models.example.com',
      'server.port': 8443,
      'salesagent.company': 'acme',
      'salesagent.action': 'deal-risk',
      'salesagent.subject': 'opportunity/O1',
      'salesagent.prompt.id': 'deal-risk.summary',
      'salesagent.prompt.version': 1,
      'salesagent.attempts': 1,
      'salesagent.cost_usd': 0,
    });
  });

  it('hold prompts and answers where that is configured', async () => {
    await traced(scriptedModel(ANSWER), { ...tracing, content: true }).answer(aRequest());
    const { attributes } = spans.getFinishedSpans()[0]!;
    expect(attributes['gen_ai.input.messages']).toContain('No touch in 21 days.');
    expect(attributes['gen_ai.system_instructions']).toContain('Say it in a sentence.');
    expect(attributes['gen_ai.output.messages']).toContain('Silent for three weeks.');
  });

  it('say why there was no answer', async () => {
    const late = new ModelTimedOut('Late.', 5);
    late.spent = { usage: { inputTokens: 9, cachedInputTokens: 0, outputTokens: 2 }, attempts: 3, unreported: 1 };
    await expect(traced(scriptedModel(late), tracing).answer(aRequest())).rejects.toBe(late);
    const [span] = spans.getFinishedSpans();
    expect(span?.attributes).toMatchObject({ 'error.type': 'timed-out', 'gen_ai.usage.input_tokens': 9 });
    expect(span?.status.message).toBe('Late.');
    spans.reset();
    const bug = new TypeError('of Ms Smith');
    await expect(traced(scriptedModel(bug), tracing).answer(aRequest())).rejects.toBe(bug);
    expect(spans.getFinishedSpans()[0]).toMatchObject({
      attributes: { 'error.type': 'TypeError' },
      status: { code: 2 },
    });
    expect(spans.getFinishedSpans()[0]?.status.message).toBeUndefined();
  });

  it('hold those of the tools it called', async () => {
    const tool = modelTool({
      ...{ name: 'look_up', description: 'Looks up.', parameters: z.object({}) },
      run: () => Promise.resolve('found'),
    });
    const calling = scriptedModel(async (request) => {
      await request.tools?.[0]?.run({}, new AbortController().signal);
      return ANSWER;
    });
    await traced(calling, tracing).answer(aRequest({ tools: [tool], allowedTools: ['look_up'] }));
    const [inner, outer] = spans.getFinishedSpans();
    expect(inner?.name).toBe('execute_tool look_up');
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  });
});
