import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlackCall {
  method: string;
  arguments: Record<string, unknown>;
  /** What was answered; an error code, or `ok`. */
  answer: string;
}

interface Kept {
  channel: string;
  ts: string;
  text: string;
  blocks: Block[];
  metadata: unknown;
}
interface Block {
  type: string;
  text?: { text: string };
  elements?: { type: string; action_id?: string; value?: string; url?: string; text?: unknown }[];
}

/**
 * Slack's Web API as far as approvals use it, written from docs.slack.dev/reference/methods; what the reference does
 * not promise is refused. Arguments come as forms, nested ones as JSON ("Using the Web API").
 */
export class SlackServer {
  readonly calls: SlackCall[] = [];
  readonly messages: Kept[] = [];
  readonly ephemerals: { channel: string; user: string; text: string }[] = [];
  readonly dialogs: { trigger_id: string; view: Record<string, unknown> }[] = [];
  /** Answered before anything else, one a call: an error code, a 429 with so many seconds, or a cut connection. */
  readonly trouble: { method: string; error?: string; retryAfter?: number; cutAfterwards?: boolean }[] = [];
  private readonly users: Set<string>;
  private clock = 1_700_000_000;

  private constructor(
    private readonly server: Server,
    private readonly token: string,
    users: readonly string[],
  ) {
    this.users = new Set(users);
  }

  static async start({ token, users }: { token: string; users: readonly string[] }): Promise<SlackServer> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const slack = new SlackServer(server, token, users);
    server.on('request', (request, response) => void slack.serve(request, response));
    return slack;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Calls of a method that were answered with ok. */
  done(method: string): SlackCall[] {
    return this.calls.filter((call) => call.method === method && call.answer === 'ok');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? '').replace('/api/', '');
    const given = argumentsOf(await textOf(request));
    const next = this.trouble.findIndex((trouble) => trouble.method === method);
    const trouble = next < 0 ? undefined : this.trouble.splice(next, 1)[0];
    const note = (answer: string) => this.calls.push({ method, arguments: given, answer });
    if (trouble?.retryAfter !== undefined) {
      // apis/web-api/rate-limits: 429 and Retry-After in seconds.
      note('ratelimited');
      response.writeHead(429, { 'retry-after': String(trouble.retryAfter) }).end();
      return;
    }
    const authorised = request.headers.authorization === `Bearer ${this.token}`;
    const answer = trouble?.error
      ? refuse(trouble.error)
      : authorised
        ? this.answer(method, given)
        : refuse(request.headers.authorization ? 'invalid_auth' : 'not_authed');
    note(answer.ok ? 'ok' : String(answer['error']));
    if (trouble?.cutAfterwards) {
      response.destroy();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
  }

  private answer(method: string, given: Record<string, unknown>): Answer {
    switch (method) {
      case 'auth.test':
        return {
          ok: true,
          url: 'https://example.slack.com/',
          team: 'Example',
          team_id: 'T1',
          user_id: 'UBOT',
          bot_id: 'B1',
        };
      case 'conversations.open':
        return this.open(String(given['users'] ?? ''));
      case 'chat.postMessage':
        return this.post(given);
      case 'chat.update':
        return this.update(given);
      case 'conversations.history':
        return this.history(given);
      case 'chat.postEphemeral':
        return this.ephemeral(given);
      case 'views.open':
        return this.dialog(given);
      default:
        return refuse('unknown_method');
    }
  }

  /** reference/methods/conversations.open: for one user the direct conversation, the same each time. */
  private open(users: string): Answer {
    if (users === '') return refuse('users_list_not_supplied');
    return this.users.has(users) ? { ok: true, channel: { id: `D${users}` } } : refuse('user_not_found');
  }

  /** reference/methods/chat.postMessage */
  private post({ channel, text, blocks, metadata }: Record<string, unknown>): Answer {
    if (!this.isConversation(channel)) return refuse('channel_not_found');
    if (!text && !blocks) return refuse('no_text');
    const problem = problemOf(blocks);
    if (problem) return refuse(problem);
    const ts = this.nextStamp();
    const kept = { channel, ts, text: String(text ?? ''), blocks: (blocks as Block[]) ?? [], metadata };
    this.messages.push(kept);
    return { ok: true, channel, ts, message: { text, ts, bot_id: 'B1' } };
  }

  /** reference/methods/chat.update */
  private update({ channel, ts, text, blocks }: Record<string, unknown>): Answer {
    if (!this.isConversation(channel)) return refuse('channel_not_found');
    const kept = this.messages.find((message) => message.channel === channel && message.ts === ts);
    if (!kept) return refuse('message_not_found');
    const problem = problemOf(blocks);
    if (problem) return refuse(problem);
    kept.text = String(text ?? '');
    kept.blocks = (blocks as Block[]) ?? [];
    return { ok: true, channel, ts, text };
  }

  /** reference/methods/conversations.history: newest first; metadata only when asked for. */
  private history({ channel, oldest = '0', include_all_metadata: all, limit = 100 }: Record<string, unknown>): Answer {
    if (!this.isConversation(channel)) return refuse('channel_not_found');
    const found = this.messages.filter((m) => m.channel === channel && Number(m.ts) > Number(oldest));
    const messages = found.reverse().slice(0, Number(limit));
    return {
      ok: true,
      has_more: found.length > messages.length,
      messages: messages.map(({ ts, text, metadata }) => ({
        ...{ type: 'message', ts, text, bot_id: 'B1' },
        ...(all === true || all === 'true' ? { metadata } : {}),
      })),
    };
  }

  /** reference/methods/chat.postEphemeral */
  private ephemeral({ channel, user, text }: Record<string, unknown>): Answer {
    if (!this.isConversation(channel)) return refuse('channel_not_found');
    if (!this.users.has(String(user))) return refuse('user_not_in_channel');
    if (!text) return refuse('no_text');
    this.ephemerals.push({ channel, user: String(user), text: String(text) });
    return { ok: true, message_ts: this.nextStamp() };
  }

  /** reference/methods/views.open: a trigger works once, for three seconds. */
  private dialog({ trigger_id: trigger, view }: Record<string, unknown>): Answer {
    const shown = view as Record<string, unknown> | undefined;
    if (typeof trigger !== 'string') return refuse('invalid_arguments');
    if (this.dialogs.some(({ trigger_id }) => trigger_id === trigger)) return refuse('exchanged_trigger_id');
    if (shown?.['type'] !== 'modal' || !shown['title'] || String(shown['private_metadata'] ?? '').length > 3_000)
      return refuse('invalid_arguments');
    this.dialogs.push({ trigger_id: trigger, view: shown });
    return { ok: true, view: { id: `V${this.dialogs.length}`, ...shown } };
  }

  private isConversation(channel: unknown): channel is string {
    return typeof channel === 'string' && channel.startsWith('D') && this.users.has(channel.slice(1));
  }

  private nextStamp(): string {
    this.clock = Math.max(this.clock + 1, Math.floor((performance.timeOrigin + performance.now()) / 1000));
    return `${this.clock}.${String(this.calls.length).padStart(6, '0')}`;
  }
}

type Answer = { ok: boolean } & Record<string, unknown>;
const refuse = (error: string): Answer => ({ ok: false, error });

/** reference/block-kit/blocks: at most 50; header 150, section 3,000 characters; a button's value 2,000. */
function problemOf(blocks: unknown): string | null {
  const list = (blocks as Block[] | undefined) ?? [];
  if (!Array.isArray(list) || list.length > 50) return 'invalid_blocks';
  const tooLong = list.some(
    ({ type, text, elements = [] }) =>
      (text?.text.length ?? 1) > (type === 'header' ? 150 : 3_000) ||
      (text !== undefined && text.text.length === 0) ||
      elements.some((e) => (e.value?.length ?? 0) > 2_000 || (e.action_id?.length ?? 0) > 255),
  );
  return tooLong ? 'invalid_blocks' : null;
}

function argumentsOf(form: string): Record<string, unknown> {
  return Object.fromEntries(
    [...new URLSearchParams(form)].map(([name, value]) => [
      name,
      /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
