import type OpenAI from 'openai';
import { zodResponsesFunction } from 'openai/helpers/zod';
import type {
  ResponseCreateParamsStreaming,
  ResponseInput,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import { AnswerFailed, StreamBroken } from './failure';
import type { Exchange, FunctionCall, Opening, Turn, TurnOptions } from './exchange';

/**
 * The Responses API, streamed always: text without an end is noticed while it comes. Nothing is stored at the provider
 * (`store: false`), so each request carries the conversation; ids and reasoning of earlier turns are left out of it,
 * since they are only known to a provider that stores.
 */
export class ResponsesExchange implements Exchange {
  private readonly input: ResponseInput;
  private calls: FunctionCall[] = [];

  constructor(
    private readonly client: OpenAI,
    private readonly opening: Opening,
  ) {
    this.input = [{ role: 'user', content: opening.input }];
  }

  async next({ signal, maxOutputTokens, mustAnswer, onText }: TurnOptions): Promise<Turn> {
    const { model, instructions, schema, tools, headers } = this.opening;
    const body: ResponseCreateParamsStreaming = {
      ...{ model, instructions, input: this.input, stream: true, store: false, max_output_tokens: maxOutputTokens },
      text: { format: { type: 'json_schema', name: schema.name, schema: schema.json, strict: true } },
      ...(tools.length > 0 && {
        tools: tools.map(({ name, description, parameters }) =>
          zodResponsesFunction({ name, description, parameters }),
        ),
        tool_choice: mustAnswer ? 'none' : 'auto',
      }),
    };
    const stream = await this.client.responses.create(body, { signal, headers, maxRetries: 0 });
    const heard = await ended(stream, onText);
    // The SDK ends the loop quietly when its request was aborted.
    signal.throwIfAborted();
    if (!heard) throw new StreamBroken('the stream of the answer ended before the answer.');
    return this.turn(heard);
  }

  resolve(results: string[]): void {
    this.calls.forEach(({ id, name, arguments: args }, i) => {
      this.input.push({ type: 'function_call', call_id: id, name, arguments: args });
      this.input.push({ type: 'function_call_output', call_id: id, output: results[i] ?? '' });
    });
  }

  private turn({ output, usage, model, status, incomplete_details: details }: Heard): Turn {
    const parts = (output ?? []).flatMap((item) => (item.type === 'message' ? (item.content ?? []) : []));
    this.calls = (output ?? []).flatMap(({ type, call_id: id, name, arguments: args }) =>
      type === 'function_call' ? [{ id: id ?? '', name: name ?? '', arguments: args ?? '' }] : [],
    );
    return {
      text: parts.map((part) => (part.type === 'output_text' ? (part.text ?? '') : '')).join(''),
      refusal: parts.map((part) => (part.type === 'refusal' ? (part.refusal ?? '') : '')).join(''),
      calls: this.calls,
      cut: status === 'incomplete' ? (CUTS[details?.reason ?? ''] ?? 'other') : null,
      usage: {
        inputTokens: usage?.input_tokens ?? 0,
        cachedInputTokens: usage?.input_tokens_details?.cached_tokens ?? 0,
        outputTokens: usage?.output_tokens ?? 0,
      },
      model: model ?? this.opening.model,
    };
  }
}

const CUTS: Record<string, Turn['cut']> = { max_output_tokens: 'length', content_filter: 'filter' };

const text = z.string().nullish();

/** Of the response object what is read here. Servers that only resemble the API leave much out, or get it wrong. */
const heardSchema = z.object({
  model: text,
  status: text,
  incomplete_details: z.object({ reason: text }).nullish(),
  error: z.object({ code: text }).nullish(),
  output: z
    .array(
      z.object({
        type: z.string(),
        content: z.array(z.object({ type: z.string(), text, refusal: text })).nullish(),
        ...{ call_id: text, name: text, arguments: text },
      }),
    )
    .nullish(),
  usage: z
    .object({
      input_tokens: z.number(),
      input_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
      output_tokens: z.number(),
    })
    .nullish(),
});
type Heard = z.output<typeof heardSchema>;

/** The events that are read; others pass by. */
const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('response.output_text.delta'), delta: z.string() }),
  z.object({
    type: z.literal(['response.completed', 'response.incomplete', 'response.failed']),
    response: heardSchema,
  }),
]);
const READ = new Set(eventSchema.options.flatMap((option) => [...option.shape.type.values]) as string[]);

/** Reads the events to the last one; null when there was none. */
async function ended(
  stream: AsyncIterable<ResponseStreamEvent>,
  onText: (piece: string) => void,
): Promise<Heard | null> {
  for await (const event of stream) {
    if (event !== null && !READ.has(event.type)) continue;
    const read = eventSchema.safeParse(event);
    if (!read.success) throw new StreamBroken('what came is no event of the Responses API.');
    if (read.data.type === 'response.output_text.delta') onText(read.data.delta);
    else if (read.data.type === 'response.failed') throw new AnswerFailed(read.data.response.error?.code ?? '');
    else return read.data.response;
  }
  return null;
}
