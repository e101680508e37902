import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { RunningStack } from './running-stack';

/** The stack's database with the owner's rights: what a test may and no service can. */
export class OwnerDatabase {
  private client: Client | null = null;

  constructor(private readonly stack: RunningStack) {}

  /** @throws while PostgreSQL is down; the next call connects again */
  async query<T extends object>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    try {
      this.client ??= await this.connect();
      return (await this.client.query<T>(sql, parameters)).rows;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  connectionString(): string {
    const { port, database } = this.stack.record().postgres;
    const password = readFileSync(join(this.stack.home, 'postgres', 'password'), 'utf8').trim();
    return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  }

  private async connect(): Promise<Client> {
    const client = new Client({ connectionString: this.connectionString() });
    client.on('error', () => undefined); // the server is killed on purpose
    await client.connect();
    return client;
  }
}
