import { trace, type Span } from '@opentelemetry/api';
import type { Action } from './define';

const tracer = trace.getTracer('@salesagent/agent');

/** One step of the pipeline as a span; an error marks it and goes on. */
export async function step<T>(name: string, action: Action, run: (span: Span) => Promise<T> | T): Promise<T> {
  return tracer.startActiveSpan(`action.${name}`, { attributes: { 'salesagent.action': action.id } }, async (span) => {
    try {
      return await run(span);
    } catch (error) {
      span.recordException(error as Error);
      throw error;
    } finally {
      span.end();
    }
  });
}
