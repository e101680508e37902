/** What the stand-in does with one request. */
export type Reply =
  | { say: 'text'; text: string }
  | { say: 'calls'; calls: { name: string; arguments: string }[] }
  | { say: 'refusal'; words: string }
  | { say: 'incomplete'; reason: 'max_output_tokens' | 'content_filter'; text: string }
  | { say: 'failed'; code: string }
  | { say: 'status'; status: number; code?: string; headers?: Record<string, string> }
  /** Accepts the request and is never heard of again. */
  | { say: 'silence' }
  /** Begins and never goes on, with the connection open. */
  | { say: 'stall'; text: string }
  /** Begins, and the connection is lost. */
  | { say: 'drop'; text: string }
  /** Writes on for ever, whatever bound it was given. */
  | { say: 'endless'; text: string }
  | { say: 'raw'; body: string; contentType?: string }
  | { say: 'later'; afterMs: number; then: Reply };

/** A request as the stand-in got it. */
export interface Heard {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
}

/** One reply after another, the last for all that come after; or decided by the request. */
export type Script = readonly Reply[] | ((request: Heard, n: number) => Reply);

/** Words for scripts. */
export const reply = {
  value: (value: unknown): Reply => ({ say: 'text', text: JSON.stringify(value) }),
  text: (text: string): Reply => ({ say: 'text', text }),
  call: (name: string, parameters: unknown): Reply => ({
    say: 'calls',
    calls: [{ name, arguments: typeof parameters === 'string' ? parameters : JSON.stringify(parameters) }],
  }),
  refusal: (words: string): Reply => ({ say: 'refusal', words }),
  incomplete: (reason: 'max_output_tokens' | 'content_filter', text = ''): Reply => ({
    say: 'incomplete',
    reason,
    text,
  }),
  failed: (code: string): Reply => ({ say: 'failed', code }),
  status: (status: number, code?: string, headers?: Record<string, string>): Reply => ({
    ...{ say: 'status', status },
    ...(code !== undefined && { code }),
    ...(headers && { headers }),
  }),
  silence: (): Reply => ({ say: 'silence' }),
  stall: (text: string): Reply => ({ say: 'stall', text }),
  drop: (text: string): Reply => ({ say: 'drop', text }),
  endless: (text = ' and on'): Reply => ({ say: 'endless', text }),
  raw: (body: string, contentType = 'text/event-stream'): Reply => ({ say: 'raw', body, contentType }),
  later: (afterMs: number, then: Reply): Reply => ({ say: 'later', afterMs, then }),
};
