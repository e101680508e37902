import { NestFactory } from '@nestjs/core';
import type { INestApplication } from '@nestjs/common';
import { agentServiceDdl } from '@salesagent/agent';
import { testIssuer, type TestIssuer } from '@salesagent/auth/testing';
import { busDdl } from '@salesagent/bus';
import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { inTransaction } from '@salesagent/event-store';
import { loadConfig, PlatformModule } from '@salesagent/platform';
import { vaultDdl } from '@salesagent/sealing';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { describeSalesOpportunities, IMPORTED_ON, rowsOf, salesOpportunityFacts } from '@salesagent/canon/testing';
import { OpsAnalystModule } from '../ops-analyst.module';
import { intervalDdl } from '../projection/ddl';
import { FirstImport, importsSeenDdl } from '../publish/first-import';
import { IntervalProjection } from '../projection/interval-projection';
import { backtestResponseSchema, forecastResponseSchema } from './forecast.schema';
import { kpisResponseSchema } from './kpi.schema';
import { reportResponseSchema } from './report.schema';
import { dealsBehindResponseSchema, xrayResponseSchema } from './xray.schema';

jest.setTimeout(240_000);

function event(
  type: string,
  id: string,
  sequence: number,
  day: string,
  set: Record<string, unknown>,
): IntegrationEvent<RecordEventData> {
  return {
    id: `${type}/${id}/${sequence}`,
    type: 'Revised',
    version: 1,
    source: 'gateway',
    company: 'test',
    topic: `test.crm.${type}`,
    key: `${type}/${id}`,
    sequence,
    occurredAt: `${day}T00:00:00.000Z`,
    recordedAt: `${IMPORTED_ON}T12:00:00.000Z`,
    correlationId: 'c',
    causationId: 'c',
    data: {
      recordType: type as 'opportunity',
      recordId: id,
      recordVersion: sequence,
      set: set as RecordEventData['set'],
      by: 'import',
    },
  };
}

/** The export as gateway would tell it. */
function importEvents(): IntegrationEvent[] {
  const deals = new Map<string, IntegrationEvent<RecordEventData>>();
  for (const f of salesOpportunityFacts()) {
    const id = `${f.dealId}/${f.sequence}`;
    const known = deals.get(id) ?? event('opportunity', f.dealId, f.sequence, f.from, {});
    known.data.set[f.field] = f.value as string;
    deals.set(id, known);
  }
  const people = rowsOf('sales_teams.csv');
  const managers = new Set(people.map((p) => p['manager'] as string));
  return [
    ...deals.values(),
    ...[...managers].map((m) => event('person', m, 1, IMPORTED_ON, { name: m, managerId: null })),
    ...people.map((p) =>
      event('person', p['sales_agent'] as string, 1, IMPORTED_ON, {
        name: p['sales_agent'],
        managerId: p['manager'],
        region: p['regional_office'],
      }),
    ),
    ...rowsOf('products.csv').map((p) =>
      event('product', p['product'] as string, 1, IMPORTED_ON, {
        name: p['product'],
        listPrice: Number(p['sales_price']),
      }),
    ),
    ...rowsOf('accounts.csv').map((a) =>
      event('account', a['account'] as string, 1, IMPORTED_ON, {
        name: a['account'],
        employees: Number(a['employees']),
      }),
    ),
  ];
}

describeSalesOpportunities('the API of ops-analyst on a real export', () => {
  let db: TestDatabase;
  let issuer: TestIssuer;
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    db = await testDatabase();
    issuer = await testIssuer();
    await db.pool.query('create schema ops_analyst');
    for (const ddl of [
      busDdl(),
      vaultDdl(),
      agentServiceDdl('ops_analyst'),
      intervalDdl('ops_analyst'),
      importsSeenDdl('ops_analyst'),
    ])
      await db.pool.query(ddl);
    const projection = new IntervalProjection({ schema: 'ops_analyst' });
    const events = importEvents();
    for (let i = 0; i < events.length; i += 2_000) {
      await inTransaction(db.pool, (client) => projection.apply(events.slice(i, i + 2_000), client));
    }
    await db.pool.query(`insert into ops_analyst.business_clock (mode, date) values ('frozen', $1)`, [IMPORTED_ON]);
    const config = loadConfig({
      ...issuer.environment,
      DATABASE_URL: db.connectionString,
      SALESAGENT_COMPANY: 'test',
      PLAYBOOKS_DIR: join(__dirname, '../../../../playbooks'),
      LOG_LEVEL: 'silent',
    });
    class Root {}
    app = await NestFactory.create(
      { module: Root, imports: [PlatformModule.forService('ops-analyst', config), OpsAnalystModule] },
      { logger: false, abortOnError: false },
    );
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app?.close();
    await issuer?.close();
    await db?.drop();
  });

  const get = async (path: string, claims: Parameters<TestIssuer['token']>[0] = {}): Promise<Response> =>
    fetch(`${url}${path}`, { headers: { authorization: `Bearer ${await issuer.token(claims)}` } });

  async function answer<S extends z.ZodType>(
    schema: S,
    path: string,
    claims: Parameters<TestIssuer['token']>[0] = {},
  ): Promise<z.output<S>> {
    const response = await get(path, claims);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    if (process.env['OPS_EXAMPLES'])
      writeFileSync(join(process.env['OPS_EXAMPLES'], `${path.replace(/\W+/g, '_')}.json`), text);
    return schema.parse(JSON.parse(text));
  }

  it('finds five things that are true of this company', async () => {
    const xray = await answer(xrayResponseSchema, '/xray');
    expect(xray.findings.map((f) => f.sentence)).toEqual([
      '1,291 of 1,589 engaged deals are older than any deal ever won (138 days); 298 are live.',
      '63.15 % of the deals that close are won (4,238 of 6,711), but only 49.8 % of those engaged by 2017-08-15 (2,981 of 5,991): of these 1,709 were lost and 1,301 are still open.',
      'Month 3 of a quarter wins 80.7 % of what closes in it, month 1 49.0 %.',
      'Losses come at a median of 14 days, wins at 57.',
      '1,425 open deals have no account; there are no targets, hence no coverage.',
    ]);
  });

  it('opens the deals behind every number of the X-ray', async () => {
    const xray = await answer(xrayResponseSchema, '/xray');
    for (const { deals } of xray.findings) {
      const behind = await answer(dealsBehindResponseSchema, `${deals.href}&limit=1`);
      expect(behind.count).toBe(deals.count);
    }
  });

  it('measures KPIs, by region too', async () => {
    const kpis = await answer(kpisResponseSchema, '/kpis?by=region');
    expect(kpis.kpis.find((k) => k.id === 'win-rate')).toMatchObject({ numerator: 4238, denominator: 6711 });
    expect(kpis.groups?.map((g) => g.key)).toEqual(['Central', 'East', 'West']);
    const early = await answer(kpisResponseSchema, '/kpis?by=rep&asOf=2017-06-30');
    expect(early.groups?.map((g) => g.key)).toEqual(['unknown']);
  });

  it('forecasts, and says when it cannot', async () => {
    expect((await answer(forecastResponseSchema, '/forecast?asOf=2016-12-31')).reason).toContain(
      'No deal has closed yet',
    );
    const forecast = await answer(forecastResponseSchema, '/forecast?asOf=2017-06-30');
    const backtest = await answer(backtestResponseSchema, '/forecast/backtest');
    const graded = backtest.grades.find((g) => g.asOf === '2017-06-30');
    expect([graded?.p10, graded?.p50, graded?.p90]).toEqual([forecast.p10, forecast.p50, forecast.p90]);
    expect(backtest.summary[1]).toMatchObject({ n: 9, covered: 7 });
  });

  it('reports what changed and why, as a page and as Word', async () => {
    const report = await answer(reportResponseSchema, '/report?period=monthly');
    expect(report.changes.length).toBeGreaterThan(0);
    const memo = await get('/xray/document?format=docx');
    if (process.env['OPS_EXAMPLES'])
      writeFileSync(join(process.env['OPS_EXAMPLES'], 'xray.docx'), Buffer.from(await memo.clone().arrayBuffer()));
    expect(memo.headers.get('content-type')).toContain('wordprocessingml');
    const markdown = await get('/xray/document?format=md');
    const text = await markdown.text();
    expect(text).toContain('1,291 of 1,589');
    expect(text).toContain('Test, the whole company, as of');
  });

  it('shows a rep their own deals, a manager those of the team, and nobody anything unsigned', async () => {
    const rep = await answer(xrayResponseSchema, '/xray', { roles: ['rep'], personId: 'Moses Frase' });
    const manager = await answer(xrayResponseSchema, '/xray', { roles: ['manager'], personId: 'Dustin Brinkmann' });
    const team = rowsOf('sales_teams.csv')
      .filter((p) => p['manager'] === 'Dustin Brinkmann')
      .map((p) => p['sales_agent']);
    const rows = rowsOf('sales_pipeline.csv');
    expect(rep.totals.opportunities).toBe(rows.filter((r) => r['sales_agent'] === 'Moses Frase').length);
    expect(manager.totals.opportunities).toBe(rows.filter((r) => team.includes(r['sales_agent'])).length);
    const behind = await answer(dealsBehindResponseSchema, '/deals-behind?finding=dead-pipeline', {
      roles: ['rep'],
      personId: 'Moses Frase',
    });
    expect(new Set(behind.deals.map((d) => d.ownerId))).toEqual(new Set(['Moses Frase']));
    expect((await fetch(`${url}/xray`)).status).toBe(401);
  });

  it('finds nothing in half an import, and everything once all of it was read', async () => {
    const imports = new FirstImport('ops_analyst');
    await inTransaction(db.pool, (client) => imports.note(importEvents().slice(0, 1_000), client));
    const half = await answer(xrayResponseSchema, '/xray');
    expect(half).toMatchObject({ status: 'reading', findings: [], totals: { opportunities: 0 } });
    expect((await get('/xray/document?format=md')).status).toBe(409);
    await inTransaction(db.pool, (client) => imports.measured('c', client));
    await inTransaction(db.pool, (client) => imports.note([{ ...importEvents()[0]!, correlationId: 'later' }], client));
    expect(await answer(xrayResponseSchema, '/xray')).toMatchObject({
      status: 'ready',
      totals: { opportunities: 8800 },
    });
  });

  it.each(['/kpis', '/forecast', '/forecast/backtest', '/xray', '/xray/document', '/report', '/deals-behind?kpi=acv'])(
    'refuses a day after the business day: %s',
    async (path) => {
      const response = await get(`${path}${path.includes('?') ? '&' : '?'}asOf=2040-01-01`);
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(IMPORTED_ON)]);
    },
  );

  it('names the parameter that it cannot read', async () => {
    const response = await get('/kpis?by=colour');
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('by: ')]);
  });
});
