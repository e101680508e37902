import type { Admin, Kafka } from 'kafkajs';
import { within } from './within';

/** One administration connection, opened when first needed and given up after an error. */
export class KafkaAdmin {
  private open: Promise<Admin> | null = null;

  constructor(private readonly kafka: Kafka) {}

  async use<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const opened = (this.open ??= this.connect());
    try {
      return await work(await opened);
    } catch (error) {
      if (this.open === opened) {
        this.open = null;
        void opened.then((admin) => admin.disconnect()).catch(() => undefined);
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    const opened = this.open;
    this.open = null;
    if (opened)
      await within(
        2_000,
        opened.then((admin) => admin.disconnect()).catch(() => undefined),
      );
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }
}
