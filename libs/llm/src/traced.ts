import { context, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import { ModelError } from './errors';
import type { LanguageModel, ModelAnswer, ModelRequest } from './port';
import { modelTool, type ModelTool } from './tools';

export interface Tracing {
  provider: string;
  model: string;
  /** Address of the API, for `server.address`. */
  server?: URL;
  /** Whether prompts and answers are recorded. They hold what people wrote, so not unless somebody decided it. */
  content: boolean;
}

/**
 * A span a call, by the GenAI semantic conventions of OpenTelemetry
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/), which LangSmith, Phoenix and others read. Spans
 * of tools hang below it. What is ours alone is under `salesagent.`.
 */
export function traced(model: LanguageModel, tracing: Tracing): LanguageModel {
  return {
    ...{ name: model.name, configured: model.configured },
    async answer<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
      const span = tracer().startSpan(`chat ${tracing.model}`, {
        kind: SpanKind.CLIENT,
        attributes: asked(request, tracing),
      });
      return context.with(trace.setSpan(context.active(), span), async () => {
        try {
          const answer = await model.answer({
            ...request,
            ...(request.tools && { tools: request.tools.map(tracedTool) }),
          });
          span.setAttributes(answered(answer, tracing));
          return answer;
        } catch (error) {
          failed(span, error);
          throw error;
        } finally {
          span.end();
        }
      });
    },
  };
}

function tracer() {
  return trace.getTracer('@salesagent/llm');
}

function asked<T>({ purpose, prompt, maxOutputTokens }: ModelRequest<T>, tracing: Tracing): Attributes {
  const { server } = tracing;
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': tracing.provider,
    'gen_ai.request.model': tracing.model,
    'gen_ai.request.max_tokens': maxOutputTokens,
    'gen_ai.output.type': 'json',
    'gen_ai.agent.name': purpose.agent,
    ...(purpose.actionId && { 'gen_ai.conversation.id': purpose.actionId }),
    ...(server && { 'server.address': server.hostname }),
    ...(server?.port && { 'server.port': Number(server.port) }),
    'salesagent.company': purpose.company,
    'salesagent.action': purpose.action,
    ...(purpose.subject && { 'salesagent.subject': purpose.subject }),
    'salesagent.prompt.id': prompt.id,
    'salesagent.prompt.version': prompt.version,
    ...(tracing.content && {
      'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: prompt.instructions }]),
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: prompt.input }] }]),
    }),
  };
}

function answered<T>(answer: ModelAnswer<T>, { content }: Tracing): Attributes {
  const parts = [{ type: 'text', content: answer.text }];
  return {
    'gen_ai.response.model': answer.model,
    'gen_ai.response.finish_reasons': ['stop'],
    ...usage(answer),
    'salesagent.attempts': answer.attempts,
    ...(answer.costUsd !== null && { 'salesagent.cost_usd': answer.costUsd }),
    ...(content && {
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts, finish_reason: 'stop' }]),
    }),
  };
}

function usage({ usage: { inputTokens, cachedInputTokens, outputTokens } }: Pick<ModelAnswer<unknown>, 'usage'>) {
  return {
    'gen_ai.usage.input_tokens': inputTokens,
    'gen_ai.usage.output_tokens': outputTokens,
    'gen_ai.usage.cache_read.input_tokens': cachedInputTokens,
  };
}

function failed(span: Span, error: unknown): void {
  // Messages of ours hold no text of a prompt; those of others may.
  const known = error instanceof ModelError;
  span.setAttribute('error.type', known ? error.kind : error instanceof Error ? error.name : '_OTHER');
  span.setStatus({ code: SpanStatusCode.ERROR, ...(known && { message: error.message }) });
  if (known && error.spent) span.setAttributes({ ...usage(error.spent), 'salesagent.attempts': error.spent.attempts });
}

function tracedTool(tool: ModelTool): ModelTool {
  return modelTool({
    ...tool,
    run: (parameters, signal) => {
      const attributes = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': tool.name };
      return tracer().startActiveSpan(`execute_tool ${tool.name}`, { attributes }, async (span) => {
        try {
          return await tool.run(parameters, signal);
        } catch (error) {
          span.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
  });
}
