import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { isAlive, startPostgres, waitUntil, type PostgresServer } from './index';

jest.setTimeout(120_000);

describe('embedded PostgreSQL', () => {
  let directory: string;
  let server: PostgresServer | undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'postgres-'));
    chmodSync(directory, 0o755); // so that an unprivileged server can reach it
  });
  afterEach(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('keeps what was committed over a stop and a start, with the same password', async () => {
    server = await startPostgres({ directory });
    await query(server, 'create table kept (n int); insert into kept values (1)');
    await server.stop();
    server = await startPostgres({ directory });
    expect(await query(server, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('keeps its password to its owner and asks everybody for one', async () => {
    server = await startPostgres({ directory });
    expect(statSync(join(directory, 'password')).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).not.toContain('initdb-password');
    const stranger = { name: 'postgres', password: 'guess' };
    const client = new Client({ connectionString: server.connectionString('postgres', stranger) });
    await expect(client.connect()).rejects.toThrow(/password authentication failed/);
  });

  it('recovers after kill -9, and reports that it ended', async () => {
    let ended = false;
    server = await startPostgres({ directory, onExit: () => (ended = true) });
    await query(server, 'create table kept (n int); insert into kept values (2)');
    process.kill(server.pid, 'SIGKILL');
    expect(await waitUntil(() => ended, 10_000)).toBe(true);
    server = await startPostgres({ directory });
    expect(await query(server, 'select n from kept')).toEqual([{ n: 2 }]);
  });

  it('is taken over when whoever started it was killed', async () => {
    const first = await startPostgres({ directory });
    server = await startPostgres({ directory });
    expect(server.pid).toBe(first.pid);
    await server.stop();
    expect(isAlive(first.pid)).toBe(false);
  });

  it('takes another port when the wanted one is busy', async () => {
    const elsewhere = `${directory}-other`;
    const other = await startPostgres({ directory: elsewhere });
    try {
      server = await startPostgres({ directory, port: other.port });
      expect(server.port).not.toBe(other.port);
    } finally {
      await other.stop();
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});

async function query(server: PostgresServer, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.connectionString() });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
