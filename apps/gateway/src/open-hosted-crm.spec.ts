import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger, type LoggerService } from '@nestjs/common';
import { Pool } from 'pg';
import { loadConfig, realClock } from '@salesagent/platform';
import { openHostedCrm } from './open-hosted-crm';

const MAPPING = `
crm: hubspot
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  person: [{ object: owners, fields: { email: email } }]
targets:
  - { owner: '101', quarter: 2026 Q1, amount: 500000 }
`;

describe('opening HubSpot', () => {
  const warnings: unknown[] = [];
  const logger: LoggerService = { log: () => undefined, error: () => undefined, warn: (m) => warnings.push(m) };
  const folder = mkdtempSync(join(tmpdir(), 'hosted-crm-'));
  const [mappingFile, credentialsFile] = [join(folder, 'crm.yaml'), join(folder, 'crm.json')];
  // Nothing is asked of it.
  const DATABASE_URL = 'postgres://nobody@127.0.0.1:1/none';
  const pool = new Pool({ connectionString: DATABASE_URL });

  const open = (credentials: object) => {
    writeFileSync(mappingFile, MAPPING);
    writeFileSync(credentialsFile, JSON.stringify(credentials), { mode: 0o600 });
    const files = { CRM_MAPPING_FILE: mappingFile, CRM_CREDENTIALS_FILE: credentialsFile };
    return openHostedCrm(loadConfig({ DATABASE_URL, CRM: 'hubspot', ...files }), pool, realClock);
  };

  beforeEach(() => {
    warnings.length = 0;
    Logger.overrideLogger(logger);
  });
  afterAll(async () => {
    Logger.overrideLogger(true);
    await pool.end();
  });

  it('warns when the app id is missing, for then nobody is protected from our writes', () => {
    open({ privateAppToken: 'pat', appId: '7' });
    expect(warnings).toEqual([]);
    open({ privateAppToken: 'pat' });
    expect(warnings).toEqual([expect.stringContaining(`${credentialsFile} has no "appId"`)]);
  });

  it('holds the targets of the mapping file', async () => {
    const { connector } = open({ privateAppToken: 'pat', appId: '7' });
    expect(connector!.types()).toEqual(['person', 'target']);
    const { states } = await connector!.backfill('target', null);
    expect(states).toMatchObject([{ id: '101-2026-01-01', fields: { amount: 500000, periodEnd: '2026-03-31' } }]);
  });
});
