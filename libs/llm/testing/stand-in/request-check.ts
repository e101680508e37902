/** How the API turns a request down. */
export interface Refused {
  status: number;
  code: string;
  param: string | null;
  message: string;
}

/** Parameters of `POST /v1/responses` (https://platform.openai.com/docs/api-reference/responses/create) we may send. */
const RESPONSES = new Set([
  ...['model', 'input', 'instructions', 'stream', 'store', 'max_output_tokens', 'text', 'tools', 'tool_choice'],
  ...['metadata', 'temperature', 'parallel_tool_calls', 'reasoning', 'include', 'truncation'],
]);

/** The same of `POST /v1/chat/completions` (https://platform.openai.com/docs/api-reference/chat/create). */
const CHAT = new Set([
  ...['model', 'messages', 'stream', 'stream_options', 'max_completion_tokens', 'response_format', 'tools'],
  ...['tool_choice', 'temperature', 'parallel_tool_calls'],
]);

type Json = Record<string, unknown>;

/** Null for a request the API would take, as far as its reference says. */
export function refusalOf(path: string, body: Json): Refused | null {
  const chat = path.endsWith('/chat/completions');
  const stranger = Object.keys(body).find((name) => !(chat ? CHAT : RESPONSES).has(name));
  if (stranger) return bad('unknown_parameter', stranger, `Unknown parameter: '${stranger}'.`);
  if (typeof body['model'] !== 'string') return bad('missing_required_parameter', 'model', 'you must provide a model');
  const said = chat ? body['messages'] : body['input'];
  if (said === undefined) return bad('missing_required_parameter', chat ? 'messages' : 'input', 'Missing parameter.');
  const bound = body[chat ? 'max_completion_tokens' : 'max_output_tokens'];
  // The Responses API takes no bound below 16.
  if (!chat && typeof bound === 'number' && bound < 16) {
    return bad('integer_below_min_value', 'max_output_tokens', 'Expected a value >= 16.');
  }
  return schemasOf(body, chat).map(strictProblem).find(Boolean) ?? unknownOutput(body, chat);
}

/** https://platform.openai.com/docs/guides/structured-outputs#supported-schemas: closed objects, everything required. */
function strictProblem({ schema, param }: { schema: unknown; param: string }): Refused | null {
  if (typeof schema !== 'object' || schema === null) return null;
  const { type, properties, required, additionalProperties } = schema as Json;
  if (type === 'object') {
    const keys = Object.keys((properties ?? {}) as Json);
    const missing = keys.find((key) => !(required as string[] | undefined)?.includes(key));
    if (missing) return bad('invalid_json_schema', param, `'required' must hold every key; missing '${missing}'.`);
    if (additionalProperties !== false)
      return bad('invalid_json_schema', param, `'additionalProperties' must be false.`);
  }
  const below = [...Object.values((properties ?? {}) as Json), (schema as Json)['items'], (schema as Json)['anyOf']];
  const problems = below.flat().map((inner) => strictProblem({ schema: inner, param }));
  return problems.find(Boolean) ?? null;
}

function schemasOf(body: Json, chat: boolean): { schema: unknown; param: string }[] {
  const tools = (body['tools'] ?? []) as Json[];
  const format = chat
    ? ((body['response_format'] as Json | undefined)?.['json_schema'] as Json | undefined)
    : ((body['text'] as Json | undefined)?.['format'] as Json | undefined);
  return [
    { schema: format?.['schema'], param: chat ? 'response_format' : 'text.format.schema' },
    ...tools.map((tool, i) => {
      const described = chat ? (tool['function'] as Json) : tool;
      return { schema: described['parameters'], param: `tools[${i}].parameters` };
    }),
  ];
}

/** An output of a function must answer a call that stands before it. */
function unknownOutput(body: Json, chat: boolean): Refused | null {
  if (chat || !Array.isArray(body['input'])) return null;
  const input = body['input'] as Json[];
  const calls = new Set(input.filter(({ type }) => type === 'function_call').map(({ call_id: id }) => id));
  const lost = input.find(({ type, call_id: id }) => type === 'function_call_output' && !calls.has(id));
  return lost
    ? bad('invalid_value', 'input', `No tool call found for function call output ${String(lost['call_id'])}.`)
    : null;
}

function bad(code: string, param: string, message: string): Refused {
  return { status: 400, code, param, message };
}
