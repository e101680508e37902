import { Logger } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';

/** One connection that listens on a channel of the database. When it breaks it comes back; polling covers the time between. */
export class WakeListener {
  private readonly logger = new Logger(WakeListener.name);
  private client: Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    private readonly config: ClientConfig,
    /** A name in lower case, as `pg_notify` is given it. */
    private readonly channel: string,
    private readonly onWake: () => void,
  ) {}

  async open(): Promise<void> {
    if (this.closed) return;
    const client = new Client(this.config);
    client.on('error', () => this.reopenLater(client));
    client.on('end', () => this.reopenLater(client));
    client.on('notification', () => this.onWake());
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(this.channel)}`);
      this.client = client;
      if (this.closed) await client.end();
    } catch (error) {
      this.logger.warn(`Cannot listen on ${this.channel}, polling only: ${String(error)}`);
      this.reopenLater(client);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
    this.client = null;
  }

  private reopenLater(client: Client): void {
    if (this.client === client) this.client = null;
    if (this.closed || this.retry) return;
    client.end().catch(() => undefined);
    this.retry = setTimeout(() => {
      this.retry = null;
      this.open().then(
        () => this.onWake(),
        () => undefined,
      );
    }, 1_000);
  }
}
