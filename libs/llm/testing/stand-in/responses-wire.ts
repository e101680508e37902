import { piecesOf, tokensIn, type Wire } from './wire';

/**
 * Events of the Responses API, as https://platform.openai.com/docs/api-reference/responses-streaming lists them: the
 * ones of text, refusals and calls of functions.
 */
export const responsesWire: Wire = {
  opening: (body) => [event('response.created', { response: response(body, 'in_progress', []) })],

  pieces: (text) => [
    event('response.output_item.added', { output_index: 0, item: message([], 'in_progress') }),
    ...piecesOf(text).map((delta) =>
      event('response.output_text.delta', { item_id: 'msg_1', output_index: 0, content_index: 0, delta, logprobs: [] }),
    ),
  ],

  closing(reply, body) {
    switch (reply.say) {
      case 'text': {
        const item = message([{ type: 'output_text', text: reply.text, annotations: [], logprobs: [] }]);
        return [done(item), event('response.completed', { response: response(body, 'completed', [item], reply.text) })];
      }
      case 'refusal': {
        const item = message([{ type: 'refusal', refusal: reply.words }]);
        return [
          event('response.refusal.delta', { item_id: 'msg_1', output_index: 0, content_index: 0, delta: reply.words }),
          done(item),
          event('response.completed', { response: response(body, 'completed', [item], reply.words) }),
        ];
      }
      case 'calls': {
        const items = reply.calls.map((call, i) => ({
          ...{ type: 'function_call', id: `fc_${i}`, call_id: `call_${tokensIn(JSON.stringify(body))}_${i}` },
          ...{ ...call, status: 'completed' },
        }));
        const said = JSON.stringify(reply.calls);
        return [
          ...items.map(done),
          event('response.completed', { response: response(body, 'completed', items, said) }),
        ];
      }
      case 'incomplete': {
        const item = message([{ type: 'output_text', text: reply.text, annotations: [] }], 'incomplete');
        const cut = {
          ...response(body, 'incomplete', [item], reply.text),
          incomplete_details: { reason: reply.reason },
        };
        return [event('response.incomplete', { response: cut })];
      }
      case 'failed': {
        const error = { code: reply.code, message: 'The model failed.' };
        return [event('response.failed', { response: { ...response(body, 'failed', []), error } })];
      }
      default:
        return [];
    }
  },

  whole: (events) => JSON.stringify((JSON.parse(events.at(-1)!.data) as { response: unknown }).response),
};

function event(type: string, rest: object): { name: string; data: string } {
  return { name: type, data: JSON.stringify({ type, sequence_number: 0, ...rest }) };
}

function done(item: object): { name: string; data: string } {
  return event('response.output_item.done', { output_index: 0, item });
}

function message(content: object[], status = 'completed') {
  return { type: 'message', id: 'msg_1', role: 'assistant', status, content };
}

function response(body: Record<string, unknown>, status: string, output: object[], said = '') {
  const input = tokensIn(JSON.stringify([body['instructions'], body['input']]));
  const usage = {
    ...{ input_tokens: input, output_tokens: tokensIn(said), total_tokens: input + tokensIn(said) },
    ...{ input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
  };
  return {
    ...{ id: 'resp_1', object: 'response', created_at: 1_767_225_600, status, error: null, incomplete_details: null },
    ...{ model: `${String(body['model'])}-2026-01-01`, output, instructions: body['instructions'] ?? null },
    ...{ tools: body['tools'] ?? [], tool_choice: body['tool_choice'] ?? 'auto', parallel_tool_calls: true },
    ...{
      metadata: {},
      temperature: 1,
      top_p: 1,
      usage: status === 'in_progress' || status === 'failed' ? null : usage,
    },
  };
}
