import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';

/** Names of the attributes that tell a span of a model call, or of a tool one called. */
const OPERATION = 'gen_ai.operation.name';

/**
 * Hands on the spans of model calls and no others: where they go has no business with the rest of the trace. A call
 * whose parent stays behind becomes the root of what is handed on, else it would hang from nothing.
 */
export class ModelSpansOnly implements SpanProcessor {
  private readonly open = new Set<string>();

  constructor(private readonly next: SpanProcessor) {}

  onStart(span: Span, context: Parameters<SpanProcessor['onStart']>[1]): void {
    if (!(OPERATION in span.attributes)) return;
    this.open.add(span.spanContext().spanId);
    this.next.onStart(span, context);
  }

  onEnd(span: ReadableSpan): void {
    if (!this.open.delete(span.spanContext().spanId)) return;
    const parent = span.parentSpanContext?.spanId;
    const known = parent === undefined || this.open.has(parent);
    this.next.onEnd(known ? span : withoutParent(span));
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.next.shutdown();
  }
}

function withoutParent(span: ReadableSpan): ReadableSpan {
  return Object.create(span, { parentSpanContext: { value: undefined } }) as ReadableSpan;
}
