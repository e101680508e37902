import { SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import { ModelError } from '../errors';
import type { CallPurpose } from '../port';

export interface EmbeddingSpan {
  provider: string;
  model: string;
  dimensions: number;
  server: URL;
  purpose: CallPurpose;
}

/** What a request used, as far as its span says it. */
interface Used {
  usage: { inputTokens: number };
  attempts: number;
  model?: string;
}

/** A span a request, by the GenAI semantic conventions (docs/models.md#spans). It never holds a text or a vector. */
export async function inEmbeddingSpan<T extends Used>(about: EmbeddingSpan, ask: () => Promise<T>): Promise<T> {
  const options = { kind: SpanKind.CLIENT, attributes: asked(about) };
  return trace.getTracer('@salesagent/llm').startActiveSpan(`embeddings ${about.model}`, options, async (span) => {
    try {
      const used = await ask();
      span.setAttributes(spent(used));
      return used;
    } catch (error) {
      const known = error instanceof ModelError;
      span.setAttribute('error.type', known ? error.kind : '_OTHER');
      span.setStatus({ code: SpanStatusCode.ERROR, ...(known && { message: error.message }) });
      if (known && error.spent) span.setAttributes(spent(error.spent));
      throw error;
    } finally {
      span.end();
    }
  });
}

const asked = ({ provider, model, dimensions, server, purpose }: EmbeddingSpan): Attributes => ({
  'gen_ai.operation.name': 'embeddings',
  'gen_ai.provider.name': provider,
  'gen_ai.request.model': model,
  'gen_ai.request.encoding_formats': ['float'],
  'gen_ai.embeddings.dimension.count': dimensions,
  'gen_ai.agent.name': purpose.agent,
  'server.address': server.hostname,
  ...(server.port && { 'server.port': Number(server.port) }),
  'salesagent.company': purpose.company,
  'salesagent.action': purpose.action,
});

const spent = ({ usage, attempts, model }: Used): Attributes => ({
  'gen_ai.usage.input_tokens': usage.inputTokens,
  'salesagent.attempts': attempts,
  ...(model !== undefined && { 'gen_ai.response.model': model }),
});
