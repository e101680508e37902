import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { agentServiceDdl } from '@salesagent/agent';
import { PLAYBOOKS, winCurve } from '@salesagent/agent/testing';
import { busDdl, PostgresBus, Rebuilds } from '@salesagent/bus';
import { until } from '@salesagent/bus/testing';
import type { IntegrationEvent, Source } from '@salesagent/canon/events';
import { loadConfig, PlatformModule, ServiceStatus } from '@salesagent/platform';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QualificationModule } from './qualification.module';

jest.setTimeout(60_000);

const sequences = new Map<string, number>();
function event(source: Source, topic: string, type: string, key: string, data: object): IntegrationEvent {
  const sequence = (sequences.get(key) ?? 0) + 1;
  sequences.set(key, sequence);
  const at = '2026-01-01T00:00:00.000Z';
  const envelope = { occurredAt: at, recordedAt: at, correlationId: 'c', causationId: 'c', data };
  return {
    id: `${key}-${sequence}`,
    type,
    version: 1,
    source,
    company: 'acme',
    topic: `acme.${topic}`,
    key,
    sequence,
    ...envelope,
  };
}

describe('the service as it is started', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let bus: PostgresBus;

  const started = (environment: Record<string, string> = {}): Promise<INestApplicationContext> => {
    const config = loadConfig({
      DATABASE_URL: database.connectionString,
      SALESAGENT_COMPANY: 'acme',
      LOG_LEVEL: 'warn',
      ...environment,
    });
    class Root {}
    const root = { module: Root, imports: [PlatformModule.forService('qualification', config), QualificationModule] };
    return NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  };

  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(`${busDdl()} create schema qualification; ${agentServiceDdl('qualification')}`);
    bus = new PostgresBus(database.pool);
    app = await started();
  });
  afterAll(async () => {
    await app.close();
    await bus.close();
    await database.drop();
  });

  it('has every action on and is ready', async () => {
    const status = app.get(ServiceStatus);
    expect(await status.notReady()).toEqual([]);
    expect((await status.progress()).details['actions']).toEqual({
      'stalled-deal-alert': 'on',
      'deal-scoring': 'on',
      'deal-risk': 'on',
      'stage-progression': 'on',
      'meddicc-completeness': 'on',
      'meddicc-extraction': 'on',
      'post-call-update': 'on',
    });
  });

  it('hears of a deal and puts its proposal on the bus', async () => {
    const set = { subStage: '4.1', ownerId: 'P1', engagedAt: '2017-09-18T00:00:00.000Z' };
    const data = { recordType: 'opportunity', recordId: 'D1', recordVersion: 1, set, by: 'import' };
    await bus.publish([
      event('gateway', 'crm.opportunity', 'OpportunityCreated', 'opportunity/D1', data),
      event('gateway', 'crm.import', 'BusinessClockSet', 'import/1', { mode: 'frozen', date: '2017-12-31' }),
      event('gateway', 'crm.import', 'ImportCompleted', 'import/1', {
        importId: '1',
        files: [],
        records: {},
        events: 1,
        asOf: '2017-12-31',
      }),
      event('ops-analyst', 'kpi.curve', 'WinCurveFitted', 'curve/acme', winCurve()),
    ]);
    const proposed = await published('stalled-deal-alert:opportunity/D1');
    expect(proposed).toMatchObject({
      type: 'ActionProposed',
      source: 'qualification',
      topic: 'acme.agents.action',
      sequence: 1,
      data: { actionId: 'stalled-deal-alert:opportunity/D1:1', ownerId: 'P1', businessDate: '2017-12-31' },
    });
  });

  it('builds its mirror again from the bus to the same hash, and repairs what was changed by hand', async () => {
    const rebuilds = app.get(Rebuilds, { strict: false });
    const run = async (dryRun: boolean) => {
      const id = await rebuilds.start('qualification.mirror', { dryRun, by: 'operations' });
      await until(async () => (await rebuilds.run(id))?.state !== 'running');
      return rebuilds.run(id);
    };
    const first = await run(true);
    expect(first).toMatchObject({ problem: null, result: { equal: true, hashBefore: first?.result?.hash } });
    await database.pool.query(`update qualification.mirror set fields = fields || '{"ownerId": "P2"}'`);
    expect((await run(true))?.result?.tables[0]).toMatchObject({
      table: 'mirror',
      different: 1,
      first: [{ key: 'opportunity/D1', what: 'different' }],
    });
    expect((await run(false))?.result?.hash).toBe(first?.result?.hash);
    expect((await run(true))?.result?.equal).toBe(true);
  });

  it('starts again by what was published, also while somebody edits the company’s folder', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'starting-'));
    cpSync(PLAYBOOKS, dir, { recursive: true });
    const section = '4-progression/deal-scoring.md';
    mkdirSync(join(dir, 'companies/acme/4-progression'), { recursive: true });
    writeFileSync(join(dir, 'companies/acme', section), '---\nrules: {\n---\n');
    const files = [{ file: section, text: '---\nstatus: "off"\n---\n' }];
    await bus.publish([
      event('orchestrator', 'gate.playbook', 'PlaybookPublished', 'playbook', {
        ...{ proposalId: 'p1', version: 'v1', replaces: 'v0', digest: 'd', proposedBy: 'vera', by: 'otto' },
        ...{ reason: 'a test', files },
      }),
    ]);
    const heard = `select from qualification.company_fact where name = 'playbook'`;
    await until(async () => (await database.pool.query(heard)).rowCount === 1);
    await app.close();
    app = await started({ PLAYBOOKS_DIR: dir });
    rmSync(dir, { recursive: true });
    const { details } = await app.get(ServiceStatus).progress();
    expect(details['playbook']).toMatchObject({ origin: 'published', signed: 'v1' });
    expect(details['actions']).toMatchObject({
      'stalled-deal-alert': 'on',
      'deal-scoring': expect.stringMatching(/^off/),
    });
  });

  async function published(key: string): Promise<IntegrationEvent> {
    for (;;) {
      const { rows } = await database.pool.query<{ event: IntegrationEvent }>(
        'select event from bus.log where key = $1',
        [key],
      );
      if (rows[0]) return rows[0].event;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});
