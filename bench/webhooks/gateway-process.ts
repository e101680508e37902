import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { Pool } from 'pg';
import { PostgresCrm } from '@salesagent/crm';
import { bootstrap, loadConfig } from '@salesagent/platform';
import { GatewayModule } from '../../apps/gateway/src/gateway.module';
import { WEBHOOK_PATHS, type WebhookVerifier } from '../../apps/gateway/src/sync/webhooks/webhook-request';
import { SECRET, URI } from './delivery';

/** Gateway as it is, but for the CRM it reads, which is a database here, and its secret. */
const verifyWebhook: WebhookVerifier = ({ uri, headers, rawBody }) => {
  const given = Buffer.from(String(headers['x-signature']), 'base64');
  const right = createHmac('sha256', SECRET).update(`POST${uri}`).update(rawBody).digest();
  const ok = given.length === right.length && timingSafeEqual(given, right);
  return ok ? { ok } : { ok, reason: 'the signature is not the CRM’s' };
};

/** Tells its address once it listens. */
async function serve(database: string): Promise<void> {
  const key = join(mkdtempSync(join(tmpdir(), 'permit-')), 'public.jwk');
  writeFileSync(key, JSON.stringify(await exportJWK((await generateKeyPair('EdDSA')).publicKey)));
  const config = loadConfig({
    ...{ DATABASE_URL: database, PORT: '0', LOG_LEVEL: 'silent', PERMIT_PUBLIC_KEY_FILE: key },
    ...{ OIDC_ISSUER: 'http://127.0.0.1:1', TEMPORAL_ADDRESS: '127.0.0.1:1', CRM: 'hubspot', CRM_WEBHOOK_URL: URI },
  });
  const pool = new Pool({ connectionString: database });
  pool.on('error', () => undefined); // the database goes away under it at the end
  const connector = Object.assign(new PostgresCrm(pool), {
    recordsOf: (_object: string, id: string) => [{ type: 'opportunity' as const, id }],
  });
  const module = GatewayModule.with(() => ({ connector, verifyWebhook, fields: null }));
  const app = await bootstrap(module, { service: 'gateway', config, bytesAt: WEBHOOK_PATHS });
  process.send?.(await app.getUrl());
}

process.once('message', (database: string) => void serve(database));
