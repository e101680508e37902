import { context, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ModelSpansOnly } from './langsmith';

describe('what is handed on of a trace', () => {
  it('is the calls of models and their tools, without what surrounds them', () => {
    const kept = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new ModelSpansOnly(new SimpleSpanProcessor(kept))] });
    const tracer = provider.getTracer('test');
    const below = (span: ReturnType<typeof tracer.startSpan>) => trace.setSpan(context.active(), span);
    const request = tracer.startSpan('GET /deals');
    const chat = tracer.startSpan('chat m', { attributes: { 'gen_ai.operation.name': 'chat' } }, below(request));
    const tool = tracer.startSpan('tool', { attributes: { 'gen_ai.operation.name': 'execute_tool' } }, below(chat));
    tracer.startSpan('select', {}, below(tool)).end();
    [tool, chat, request].forEach((span) => span.end());
    const [first, second, ...others] = kept.getFinishedSpans();
    expect(others).toEqual([]);
    expect(first?.name).toBe('tool');
    expect(first?.parentSpanContext?.spanId).toBe(chat.spanContext().spanId);
    expect(second?.name).toBe('chat m');
    expect(second?.parentSpanContext).toBeUndefined();
  });
});
