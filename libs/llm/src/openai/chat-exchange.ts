import type OpenAI from 'openai';
import { zodFunction } from 'openai/helpers/zod';
import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import { NO_USAGE } from '../port';
import { StreamBroken } from './failure';
import type { Exchange, FunctionCall, Opening, Turn, TurnOptions } from './exchange';

/** Chat Completions, for servers that offer nothing else (`OPENAI_API=chat`); streamed always, as the other. */
export class ChatExchange implements Exchange {
  private readonly messages: ChatCompletionMessageParam[];
  private calls: FunctionCall[] = [];

  constructor(
    private readonly client: OpenAI,
    private readonly opening: Opening,
  ) {
    this.messages = [
      { role: 'system', content: opening.instructions },
      { role: 'user', content: opening.input },
    ];
  }

  async next({ signal, maxOutputTokens, mustAnswer, onText }: TurnOptions): Promise<Turn> {
    const { model, schema, tools, headers } = this.opening;
    const body: ChatCompletionCreateParamsStreaming = {
      ...{ model, messages: this.messages, stream: true, stream_options: { include_usage: true } },
      max_completion_tokens: maxOutputTokens,
      response_format: { type: 'json_schema', json_schema: { name: schema.name, schema: schema.json, strict: true } },
      ...(tools.length > 0 && {
        tools: tools.map(({ name, description, parameters }) => zodFunction({ name, description, parameters })),
        tool_choice: mustAnswer ? 'none' : 'auto',
      }),
    };
    const stream = await this.client.chat.completions.create(body, { signal, headers, maxRetries: 0 });
    const heard = new Heard(model);
    for await (const event of stream) {
      const chunk = chunkSchema.safeParse(event);
      if (!chunk.success) throw new StreamBroken('what came is no chunk of a chat completion.');
      heard.add(chunk.data);
      onText(chunk.data.choices?.[0]?.delta?.content ?? '');
    }
    signal.throwIfAborted();
    if (!heard.finished) throw new StreamBroken('the stream of the answer ended before the answer.');
    this.calls = heard.turn.calls.filter(Boolean);
    return { ...heard.turn, calls: this.calls };
  }

  resolve(results: string[]): void {
    this.messages.push({
      role: 'assistant',
      tool_calls: this.calls.map(({ id, name, arguments: args }) => ({
        ...{ id, type: 'function', function: { name, arguments: args } },
      })),
    });
    this.calls.forEach(({ id }, i) =>
      this.messages.push({ role: 'tool', tool_call_id: id, content: results[i] ?? '' }),
    );
  }
}

const text = z.string().nullish();

/** Of a chunk what is read here; servers that only resemble the API leave much out. */
const chunkSchema = z.object({
  model: text,
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            ...{ content: text, refusal: text },
            tool_calls: z
              .array(
                z.object({
                  index: z.int().min(0).max(63).default(0),
                  id: text,
                  function: z.object({ name: text, arguments: text }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: text,
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: z.number(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
      completion_tokens: z.number(),
    })
    .nullish(),
});

/** A turn put together from its pieces. */
class Heard {
  readonly turn: Turn;
  finished = false;

  constructor(model: string) {
    this.turn = { text: '', refusal: '', calls: [], cut: null, usage: NO_USAGE, model };
  }

  add({ choices, usage, model }: z.output<typeof chunkSchema>): void {
    if (model) this.turn.model = model;
    if (usage) {
      this.turn.usage = {
        inputTokens: usage.prompt_tokens,
        cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
        outputTokens: usage.completion_tokens,
      };
    }
    // The last chunk holds the usage and no choice.
    const choice = choices?.[0];
    if (!choice) return;
    this.turn.text += choice.delta?.content ?? '';
    this.turn.refusal += choice.delta?.refusal ?? '';
    for (const part of choice.delta?.tool_calls ?? []) {
      const call = (this.turn.calls[part.index] ??= { id: '', name: '', arguments: '' });
      call.id ||= part.id ?? '';
      call.name += part.function?.name ?? '';
      call.arguments += part.function?.arguments ?? '';
    }
    if (choice.finish_reason) this.finished = true;
    if (choice.finish_reason === 'length') this.turn.cut = 'length';
    if (choice.finish_reason === 'content_filter') this.turn.cut = 'filter';
  }
}
