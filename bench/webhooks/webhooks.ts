import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { makeGatewayTables } from '../../apps/gateway/testing/gateway-tables';
import { nodeFlags } from '../../infra/local/environment';
import { SERVICES } from '../../infra/local/services';
import { withDatabase } from '../server';
import { percentile, printTable } from '../table';
import { delivery } from './delivery';

/**
 * `npm run bench -- webhooks [RATE] [SECONDS]`: what a hosted CRM waits for when it calls. The whole gateway in a process
 * of its own, started as in production, each request verified over its bytes and stored before it is answered. Requests
 * begin at their time whether or not those before them were answered, so that a slow one is not hidden by those it keeps
 * waiting. Beside it the bare statement at the same rate.
 */
const [rate, seconds] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 30)];
const WARM_UP = 1_000;
/** Gateway in production. */
const FLAGS = nodeFlags(SERVICES.find(({ name }) => name === 'gateway')!.heap);

/** Milliseconds from the time each was due until it was answered. */
async function atRate(count: number, work: (n: number) => Promise<void>): Promise<number[]> {
  const began = performance.now();
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const due = began + (n * 1_000) / rate;
      await pause(Math.max(0, due - performance.now()));
      await work(n);
      return performance.now() - due;
    }),
  );
}

async function main(database: string): Promise<void> {
  const pool = new Pool({ connectionString: database });
  pool.on('error', () => undefined); // the database goes away under it at the end
  await makeGatewayTables(pool);
  const gateway = fork(join(__dirname, 'gateway-process.js'), [], { execArgv: FLAGS });
  gateway.send(database);
  const address = await new Promise<string>((resolve, reject) => {
    gateway.once('message', (url) => resolve(`${String(url)}/crm/webhooks/hubspot`));
    gateway.once('exit', (code) => reject(new Error(`Gateway ended with ${code}`)));
  });
  const call = async (n: number): Promise<void> => {
    const { bytes, signature } = delivery(n);
    const headers = { 'content-type': 'application/json', 'x-signature': signature };
    const response = await fetch(address, { method: 'POST', headers, body: new Uint8Array(bytes) });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  };
  const bare = async (n: number): Promise<void> => {
    const sql = `insert into gateway.webhook_event (key, object, object_id) values ($1, 'deal', $2) on conflict do nothing`;
    await pool.query(sql, [`bare ${n}`, String(n)]);
  };
  await atRate(WARM_UP, (n) => call(1_000_000 + n));
  const answered = await atRate(rate * seconds, call);
  const inserted = await atRate(rate * seconds, bare);
  const row = (name: string, times: number[]): string[] => [
    name,
    ...[0.5, 0.95, 0.99, 1].map((p) => percentile(times, p).toFixed(1)),
  ];
  printTable(
    `Webhooks, ${rate} a second for ${seconds} s, milliseconds until answered`,
    ['', 'p50', 'p95', 'p99', 'longest'],
    [row('gateway: verified, stored, answered', answered), row('bare INSERT', inserted)],
  );
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from gateway.webhook_event where key not like 'bare %'`,
  );
  console.log(`\n${rows[0]!.n} of ${rate * seconds + WARM_UP} stored`);
  gateway.kill('SIGKILL');
  await pool.end();
}

void withDatabase(main).then(() => process.exit(0));
