import { piecesOf, tokensIn, type ServerEvent, type Wire } from './wire';

/** Chunks of Chat Completions (https://platform.openai.com/docs/api-reference/chat-streaming), with the usage last. */
export const chatWire: Wire = {
  opening: (body) => [chunk(body, { role: 'assistant', content: '' })],
  pieces: (text) => piecesOf(text).map((content) => chunk({}, { content })),
  closing(reply, body) {
    switch (reply.say) {
      case 'text':
        return ended(body, 'stop', reply.text);
      case 'refusal':
        return [chunk(body, { refusal: reply.words }), ...ended(body, 'stop', reply.words)];
      case 'incomplete':
        return ended(body, reply.reason === 'content_filter' ? 'content_filter' : 'length', reply.text);
      case 'calls': {
        const calls = reply.calls.map((call, index) => ({
          index,
          id: `call_${index}`,
          type: 'function',
          function: call,
        }));
        return [chunk(body, { tool_calls: calls }), ...ended(body, 'tool_calls', JSON.stringify(reply.calls))];
      }
      case 'failed':
        return [{ data: JSON.stringify({ error: { code: reply.code, message: 'The model failed.' } }) }];
      default:
        return [];
    }
  },
  whole: () => JSON.stringify({ error: { message: 'The stand-in streams chat completions only.' } }),
};

function chunk(body: Record<string, unknown>, delta: object, finish: string | null = null): ServerEvent {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return { data: JSON.stringify({ ...common(body), choices }) };
}

function ended(body: Record<string, unknown>, finish: string, said: string): ServerEvent[] {
  const usage = {
    prompt_tokens: tokensIn(JSON.stringify(body['messages'])),
    completion_tokens: tokensIn(said),
    total_tokens: tokensIn(JSON.stringify(body['messages'])) + tokensIn(said),
  };
  return [
    chunk(body, {}, finish),
    { data: JSON.stringify({ ...common(body), choices: [], usage }) },
    { data: '[DONE]' },
  ];
}

function common(body: Record<string, unknown>) {
  const model = body['model'] === undefined ? {} : { model: `${String(body['model'])}-2026-01-01` };
  return { id: 'chatcmpl_1', object: 'chat.completion.chunk', created: 1_767_225_600, ...model };
}
