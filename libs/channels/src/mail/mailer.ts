import { createHash } from 'node:crypto';
import { createTransport, type Transporter } from 'nodemailer';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** The server has not taken the mail; the same mail may be tried again later. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

const PATIENCE_MS = 15_000;

/** Sends mails of ours to our own people, by the company's own mail server. */
export class Mailer {
  private readonly transport: Transporter;

  /** @param url `smtp://user:password@host:587` or `smtps://…`; without credentials none are used */
  constructor(
    url: string,
    private readonly from: string,
  ) {
    const patience = { connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS };
    this.transport = createTransport({ url, ...patience, disableFileAccess: true, disableUrlAccess: true });
  }

  /**
   * The same `id` gives the same Message-ID, so a mail that is sent again since its first answer was lost is shown once
   * by what people read mail with. @throws MailRefused
   */
  async send(mail: Mail, id: string): Promise<string> {
    const messageId = messageIdOf(id, this.from);
    try {
      await this.transport.sendMail({
        ...mail,
        from: this.from,
        messageId,
        // RFC 3834: no holiday note answers it.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return messageId;
    } catch (error) {
      throw new MailRefused((error as Error).message, { cause: error });
    }
  }

  close(): void {
    this.transport.close();
  }
}

function messageIdOf(id: string, from: string): string {
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 32)}@${domain}>`;
}
