import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { approvalsMail, interruptionMail, type Mailer } from '@salesagent/channels';
import type { Found } from '@salesagent/event-store';
import { isWorthTelling, type NoticeItems } from './notice-items';
import type { Notice, Notices } from './notices';
import type { Recipients } from './recipients';

export interface MailSenderParts {
  pool: Pool;
  notices: Notices;
  items: NoticeItems;
  recipients: Recipients;
  mailer: Mailer;
  places: { inboxUrl: string; settingsUrl: string };
  caughtUp: () => Promise<boolean>;
  onProblem: (problem: string) => void;
}

const LONGEST_PAUSE_SECONDS = 3_600;

/** Sends each person one mail a wave, with links into the console; for whoever has not chosen otherwise. */
export class MailSender {
  constructor(private readonly parts: MailSenderParts) {}

  /** One mail sent; true when there may be more to do. */
  async turn(): Promise<Found> {
    const { notices, recipients, caughtUp, onProblem } = this.parts;
    if (!(await caughtUp())) return false;
    const chosen = await recipients.all();
    const addresses = await this.addresses();
    const wanted = [...addresses.keys()].filter((person) => chosen.get(person)?.mail !== false);
    await notices.plan(wanted);
    const notice = await notices.claim();
    if (notice === null) return false;
    try {
      await this.send(notice, wanted.includes(notice.person_id) ? addresses.get(notice.person_id) : undefined);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const wait = Math.min(2 ** notice.attempts * 15, LONGEST_PAUSE_SECONDS);
      await notices.later(notice, problem, wait);
      onProblem(`${notice.notice_id}: ${problem}; tried again in ${wait} s`);
    }
    return true;
  }

  private async send(notice: Notice, address: string | undefined): Promise<void> {
    const { notices, items: source, mailer, places } = this.parts;
    const said = await source.of(notice);
    if (said === null) return notices.later(notice, 'a proposal has not arrived over the bus yet', 1);
    const { items, interruption } = said;
    const mail = interruption ? interruptionMail(interruption, items, places) : approvalsMail(items, places);
    const shown = createHash('sha256').update(JSON.stringify(mail)).digest('hex');
    // What is sent stays as it is, and what has ended before it was sent is not worth a mail.
    if (notice.message_id !== null || address === undefined || !isWorthTelling(said))
      return notices.sent(notice, null, shown);
    await notices.trying(notice, address);
    return notices.sent(notice, await mailer.send({ ...mail, to: address }, notice.notice_id), shown);
  }

  /** Of the people who are here, as the CRM holds them. */
  private async addresses(): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.parts.pool.query<{ id: string; email: string }>(
      `select id, email from crm.person where not deleted and active is not false and email is not null`,
    );
    return new Map(rows.map(({ id, email }) => [id, email]));
  }
}
