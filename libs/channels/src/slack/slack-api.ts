import type { types } from '@slack/bolt';
import {
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
  LogLevel,
  type ChatPostMessageArguments,
} from '@slack/web-api';
import type { SlackMessage } from './message';

type View = types.View;

/** Slack said no, by its own error code; the same call is refused again until something changes there. */
export class SlackRefused extends Error {
  override readonly name = 'SlackRefused';
  constructor(
    readonly method: string,
    readonly code: string,
  ) {
    super(`Slack refuses ${method}: ${code}`);
  }
}

/** Slack asks to wait (429). */
export class SlackBusy extends Error {
  override readonly name = 'SlackBusy';
  constructor(readonly retryAfterSeconds: number) {
    super(`Slack asks to wait ${retryAfterSeconds} s`);
  }
}

/** No answer, or one that says nothing: the call may have had its effect. */
export class SlackUnclear extends Error {
  override readonly name = 'SlackUnclear';
}

/** Type of the metadata that a message of ours carries, by which it is found again. */
const MARK = 'salesagent_notice';
const TIMEOUT_MS = 10_000;
/** A page of the history is enough: it is asked for from the moment the message was first tried. */
const PAGE = 50;

/** The calls of Slack's Web API that approvals need; each tried once, since the client's own retry would post twice. */
export class SlackApi {
  private readonly client: WebClient;

  constructor({ token, apiUrl }: { token: string; apiUrl: string }) {
    this.client = new WebClient(token, {
      slackApiUrl: apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: TIMEOUT_MS,
      logLevel: LogLevel.ERROR,
      allowAbsoluteUrls: false,
    });
  }

  /** The direct conversation with a person (`conversations.open`). @throws SlackRefused, SlackBusy, SlackUnclear */
  async conversationWith(user: string): Promise<string> {
    const { channel } = await answered('conversations.open', this.client.conversations.open({ users: user }));
    if (!channel?.id) throw new SlackUnclear('conversations.open named no conversation');
    return channel.id;
  }

  /** Posts a message that can be found again by `id` (`chat.postMessage`); its time stamp, by which Slack knows it. */
  async post(channel: string, message: SlackMessage, id: string): Promise<string> {
    const content: ChatPostMessageArguments = {
      channel,
      ...message,
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: MARK, event_payload: { id } },
    };
    const { ts } = await answered('chat.postMessage', this.client.chat.postMessage(content));
    if (!ts) throw new SlackUnclear('chat.postMessage named no message');
    return ts;
  }

  /** A message posted since, if it was (`conversations.history`). */
  async posted(channel: string, id: string, since: Date): Promise<string | null> {
    const { messages = [] } = await answered(
      'conversations.history',
      this.client.conversations.history({
        channel,
        oldest: (since.getTime() / 1000 - 60).toFixed(6),
        include_all_metadata: true,
        limit: PAGE,
      }),
    );
    const ours = messages.find(
      ({ metadata }) =>
        metadata?.event_type === MARK && (metadata.event_payload as { id?: unknown } | undefined)?.id === id,
    );
    return ours?.ts ?? null;
  }

  /** Shows a message anew in its place (`chat.update`). */
  async update(channel: string, ts: string, message: SlackMessage): Promise<void> {
    await answered('chat.update', this.client.chat.update({ channel, ts, ...message }));
  }

  /** Words that only this person sees (`chat.postEphemeral`). */
  async say({ channel, user, text }: { channel: string; user: string; text: string }): Promise<void> {
    await answered('chat.postEphemeral', this.client.chat.postEphemeral({ channel, user, text }));
  }

  /** Opens a dialog for whoever pressed a button, within three seconds of it (`views.open`). */
  async openDialog({ triggerId, view }: { triggerId: string; view: View }): Promise<void> {
    await answered('views.open', this.client.views.open({ trigger_id: triggerId, view }));
  }
}

async function answered<T>(method: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) throw new SlackRefused(method, error.data.error);
    if (error instanceof WebAPIRateLimitedError) throw new SlackBusy(error.retryAfter);
    throw new SlackUnclear(`${method}: ${(error as Error).message}`, { cause: error });
  }
}
