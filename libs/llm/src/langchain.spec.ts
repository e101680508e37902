import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { z } from 'zod';
import { aRequest, ANSWER } from '../testing/a-request';
import { langchainModel } from './langchain';
import { modelTool } from './tools';

/** A chat model of LangChain as an integration writes one: it binds tools, and its answer is a call of one. */
class Chat extends BaseChatModel {
  readonly heard: BaseMessage[][] = [];

  constructor(private readonly say: (name: string, signal?: AbortSignal) => AIMessageChunk | Promise<AIMessageChunk>) {
    super({ maxRetries: 0 });
  }

  private shape = '';

  _llmType(): string {
    return 'chat';
  }

  override bindTools(tools: object[]): this {
    const [tool] = tools as { name?: string; function?: { name: string } }[];
    this.shape = tool?.function?.name ?? tool?.name ?? '';
    return this;
  }

  async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    this.heard.push(messages);
    const message = await this.say(this.shape, options.signal);
    return { generations: [{ text: '', message }] };
  }
}

function calling(args: Record<string, unknown>) {
  return (name: string) =>
    new AIMessageChunk({
      ...{ content: '', tool_calls: [{ name, args, id: 'c1', type: 'tool_call' as const }] },
      usage_metadata: { input_tokens: 40, output_tokens: 9, total_tokens: 49, input_token_details: { cache_read: 8 } },
      response_metadata: { model_name: 'claude-2026' },
    });
}

describe('a chat model of LangChain', () => {
  const model = (say: ConstructorParameters<typeof Chat>[0]) => {
    const chat = new Chat(say);
    return { chat, model: langchainModel(chat, { provider: 'anthropic', model: 'claude' }) };
  };

  it('answers in the shape that was asked for, and says what it used', async () => {
    const { chat, model: one } = model(calling(ANSWER));
    expect(await one.answer(aRequest())).toMatchObject({
      ...{ value: ANSWER, provider: 'anthropic', model: 'claude-2026' },
      usage: { inputTokens: 40, cachedInputTokens: 8, outputTokens: 9 },
    });
    expect(chat.heard[0]?.map((message) => [message.getType(), message.content])).toEqual([
      ['system', 'Say it in a sentence.'],
      ['human', 'No touch in 21 days.'],
    ]);
  });

  it.each<[string, ConstructorParameters<typeof Chat>[0], object]>([
    ['has another shape', calling({ summary: 7 }), { kind: 'invalid' }],
    ['only talks', () => new AIMessageChunk('Sure!'), { kind: 'invalid', because: 'empty' }],
    [
      'is down',
      () => Promise.reject(Object.assign(new Error('x'), { status: 503 })),
      { kind: 'unavailable', status: 503 },
    ],
    [
      'does not like the key',
      () => Promise.reject(Object.assign(new Error('x'), { status: 401 })),
      { kind: 'rejected' },
    ],
    ['loses the connection', () => Promise.reject(new TypeError('fetch failed')), { kind: 'unavailable' }],
    ['is silent', () => new Promise<AIMessageChunk>(() => undefined), { kind: 'timed-out' }],
  ])('ends in the error that says so when it %s', async (_, say, said) => {
    await expect(model(say).model.answer(aRequest({ timeoutMs: 300 }))).rejects.toMatchObject(said);
  });

  it('turns a request with tools down, so that a chain goes on', async () => {
    const tool = modelTool({ name: 't', description: 't', parameters: z.object({}), run: () => Promise.resolve(1) });
    const asked = model(calling(ANSWER)).model.answer(aRequest({ tools: [tool] }));
    await expect(asked).rejects.toMatchObject({ kind: 'rejected', spent: { attempts: 0, unreported: 0 } });
  });
});
