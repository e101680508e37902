import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { loadConfig, realClock } from '@salesagent/platform';
import { openHostedCrm } from './open-hosted-crm';

const DATABASE_URL = 'postgres://nobody@127.0.0.1:1/none';

it('does not follow a CRM whose mapping still maps nothing, and says what drafts one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unmapped-crm-'));
  const [mapping, signIn] = [join(folder, 'crm.yaml'), join(folder, 'crm.json')];
  writeFileSync(mapping, 'crm: hubspot\ncompany: { currency: EUR, timeZone: Europe/Berlin }\nrecords: {}\n');
  writeFileSync(signIn, JSON.stringify({ privateAppToken: 'pat', appId: '7' }), { mode: 0o600 });
  const files = { CRM_MAPPING_FILE: mapping, CRM_CREDENTIALS_FILE: signIn };
  const pool = new Pool({ connectionString: DATABASE_URL });
  const open = () => openHostedCrm(loadConfig({ DATABASE_URL, CRM: 'hubspot', ...files }), pool, realClock);
  expect(open).toThrow(/crm\.yaml maps nothing yet: `salesagent crm discover` drafts it/);
  await pool.end();
});
