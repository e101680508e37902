import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exportJWK, generateKeyPair } from 'jose';
import { Pool } from 'pg';
import { PostgresCrm } from '@salesagent/crm';
import { bootstrap, loadConfig } from '@salesagent/platform';
import { GatewayModule } from '../../apps/gateway/src/gateway.module';
import { WEBHOOK_PATHS, type WebhookVerifier } from '../../apps/gateway/src/sync/webhooks/webhook-request';
import { makeGatewayTables } from '../../apps/gateway/testing/gateway-tables';
import { withDatabase } from '../server';
import { percentile, printTable } from '../table';

/**
 * What a hosted CRM waits for when it calls: the whole gateway over HTTP, each request verified over its bytes and
 * stored before it is answered. Requests begin at their time whether or not those before them were answered, so that
 * a slow one is not hidden by those it keeps waiting. Beside it the bare statement at the same rate.
 */
const [rate, seconds] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 30)];
const SECRET = 'a secret of the size that HubSpot gives';
const URI = 'https://sales.example.com/crm/webhooks/hubspot';
const WARM_UP = 200;

const signature = (uri: string, body: Buffer): Buffer =>
  createHmac('sha256', SECRET).update(`POST${uri}`).update(body).digest();
const verifyWebhook: WebhookVerifier = ({ uri, headers, rawBody }) => {
  const given = Buffer.from(String(headers['x-signature']), 'base64');
  const right = signature(uri, rawBody);
  const ok = given.length === right.length && timingSafeEqual(given, right);
  return ok ? { ok } : { ok, reason: 'the signature is not the CRM’s' };
};

/** One change of one deal, as HubSpot sends it. */
function body(n: number): Buffer {
  const event = { eventId: n, subscriptionId: 7, portalId: 62515, appId: 54198, occurredAt: 1_760_000_000_000 + n };
  const what = { subscriptionType: 'deal.propertyChange', attemptNumber: 0, objectId: n % 5_000 };
  return Buffer.from(JSON.stringify([{ ...event, ...what, propertyName: 'amount', propertyValue: '900' }]));
}

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

async function main(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  await makeGatewayTables(pool);
  const key = join(mkdtempSync(join(tmpdir(), 'permit-')), 'public.jwk');
  writeFileSync(key, JSON.stringify(await exportJWK((await generateKeyPair('EdDSA')).publicKey)));
  const config = loadConfig({
    ...{ DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'silent', PERMIT_PUBLIC_KEY_FILE: key },
    ...{ OIDC_ISSUER: 'http://127.0.0.1:1', TEMPORAL_ADDRESS: '127.0.0.1:1', CRM: 'hubspot', CRM_WEBHOOK_URL: URI },
  });
  const connector = Object.assign(new PostgresCrm(pool), {
    recordsOf: (_object: string, id: string) => [{ type: 'opportunity' as const, id }],
  });
  const module = GatewayModule.with(() => ({ connector, verifyWebhook, fields: null }));
  const app = await bootstrap(module, { service: 'gateway', config, bytesAt: WEBHOOK_PATHS });
  const address = `${await app.getUrl()}/crm/webhooks/hubspot`;
  const call = async (n: number): Promise<void> => {
    const bytes = body(n);
    const headers = { 'content-type': 'application/json', 'x-signature': signature(URI, bytes).toString('base64') };
    const response = await fetch(address, { method: 'POST', headers, body: new Uint8Array(bytes) });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  };
  const bare = async (n: number): Promise<void> => {
    const sql = `insert into gateway.webhook_event (key, object, object_id) values ($1, 'deal', $2) on conflict do nothing`;
    await pool.query(sql, [`bare ${n}`, String(n)]);
  };
  for (let n = 0; n < WARM_UP; n += 1) await call(1_000_000 + n);
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
    `select count(*)::int as n from gateway.webhook_event where key like '7/%'`,
  );
  console.log(`\n${rows[0]!.n} of ${rate * seconds + WARM_UP} stored`);
  await app.close();
  await pool.end();
}

void withDatabase(main).then(() => process.exit(0));
