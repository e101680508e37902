import { createHash } from 'node:crypto';
import { approvalsMessage, interruptionMessage, SlackBusy, SlackRefused, type SlackApi } from '@salesagent/channels';
import type { Found } from '@salesagent/event-store';
import { isWorthTelling, type NoticeItems } from './notice-items';
import type { Notice, Notices } from './notices';
import type { Recipients } from './recipients';

export interface SlackSenderParts {
  notices: Notices;
  items: NoticeItems;
  recipients: Recipients;
  slack: SlackApi;
  inboxUrl: string;
  /** What is behind on the bus would be sent although it has ended since. */
  caughtUp: () => Promise<boolean>;
  onProblem: (problem: string) => void;
}

const LONGEST_PAUSE_SECONDS = 3_600;

/** Sends people what waits for them in Slack, and keeps each message as true as it can be. */
export class SlackSender {
  private restsUntil = 0;
  private shownAnew: ReadonlySet<string> = new Set();

  constructor(private readonly parts: SlackSenderParts) {}

  /** One message sent or changed; true when there may be more to do. */
  async turn(): Promise<Found> {
    const { notices, recipients, caughtUp } = this.parts;
    if (performance.now() < this.restsUntil || !(await caughtUp())) return false;
    const people = await recipients.all();
    const reachable = [...people.values()].filter(({ slack, slackUser }) => slack && slackUser !== null);
    await this.showAnew(await recipients.showAnew());
    await notices.plan(reachable.map(({ personId }) => personId));
    const notice = await notices.claim();
    if (notice === null) return false;
    try {
      await this.send(notice, people.get(notice.person_id)?.slackUser?.user ?? null);
      return true;
    } catch (error) {
      return this.failed(notice, error);
    }
  }

  /** Each once: shown anew after a restart, a message that is as it should be is not changed. */
  private async showAnew(actionIds: readonly string[]): Promise<void> {
    const news = actionIds.filter((id) => !this.shownAnew.has(id));
    await this.parts.notices.showAnew(news);
    this.shownAnew = new Set(actionIds);
  }

  private async send(notice: Notice, user: string | null): Promise<void> {
    const { notices, items: source, slack, inboxUrl } = this.parts;
    const said = await source.of(notice);
    if (said === null) return notices.later(notice, 'a proposal has not arrived over the bus yet', 1);
    const { items, interruption } = said;
    const message = interruption ? interruptionMessage(interruption, items) : approvalsMessage(items, inboxUrl);
    const shown = createHash('sha256').update(JSON.stringify(message)).digest('hex');
    if (notice.message_id !== null && notice.address !== null) {
      if (shown !== notice.shown) await slack.update(notice.address, notice.message_id, message);
      return notices.sent(notice, null, shown);
    }
    // Nothing to tell any more, or nobody to tell it to: a message that was never sent is not sent.
    if (notice.tried_at === null && (user === null || !isWorthTelling(said))) return notices.sent(notice, null, shown);
    const channel = notice.address ?? (await slack.conversationWith(user ?? ''));
    const before = notice.tried_at && (await slack.posted(channel, notice.notice_id, notice.tried_at));
    await notices.trying(notice, channel);
    if (before) {
      // It had arrived although we were not told; shown anew, since it may be about more by now.
      await slack.update(channel, before, message);
      return notices.sent(notice, before, shown);
    }
    return notices.sent(notice, await slack.post(channel, message, notice.notice_id), shown);
  }

  /** Tries again later; after a 429 nothing is sent for as long as Slack says. */
  private async failed(notice: Notice, error: unknown): Promise<Found> {
    const { notices, onProblem } = this.parts;
    const problem = error instanceof Error ? error.message : String(error);
    const seconds = Math.min(2 ** notice.attempts * (error instanceof SlackRefused ? 30 : 2), LONGEST_PAUSE_SECONDS);
    const wait = error instanceof SlackBusy ? error.retryAfterSeconds : seconds;
    await notices.later(notice, problem, wait);
    onProblem(`${notice.notice_id}: ${problem}; tried again in ${wait} s`);
    if (error instanceof SlackBusy) this.restsUntil = performance.now() + wait * 1_000;
    return !(error instanceof SlackBusy);
  }
}
