import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  AgentRuntime,
  agentServiceDdl,
  BacktestController,
  Backtests,
  type BacktestProgress,
  type BacktestResult,
} from '@salesagent/agent';
import { pastCompany, PLAYBOOKS } from '@salesagent/agent/testing';
import { AuthModule, type Role } from '@salesagent/auth';
import { testIssuer, type TestIssuer } from '@salesagent/auth/testing';
import { busDdl, PostgresBus } from '@salesagent/bus';
import { until } from '@salesagent/bus/testing';
import { INTEGRATION_EVENTS, type IntegrationEvent, type Proposal } from '@salesagent/canon/events';
import { DEAL_FIELDS, dealsAsOf, emptyCompany, type DealFact } from '@salesagent/canon/kpi';
import { addDays } from '@salesagent/canon/sales';
import { EventStore } from '@salesagent/event-store';
import { everythingVisible } from '@salesagent/event-store/testing';
import { publishableCurve } from '@salesagent/forecast';
import { endOfBusinessDay, sha256Canonical } from '@salesagent/governance';
import { bootstrap, loadConfig, SettableClock } from '@salesagent/platform';
import { compilePlaybook } from '@salesagent/playbook';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { dealRisk } from './actions/deal-risk/definition';
import { dealScoring } from './actions/deal-scoring/definition';
import { stalledDealAlert } from './actions/stalled-deal-alert/definition';

jest.setTimeout(240_000);

const ACTIONS = [stalledDealAlert, dealScoring, dealRisk];
const [BEGIN, FROM, TO] = ['2025-07-01', '2026-01-05', '2026-02-20'];
const CALENDAR = { timeZone: 'UTC', holidays: [] };
const COMPANY = 'acme';

let sequence = 0;
/** An event of another service than the gateway. */
function event(
  source: 'orchestrator' | 'ops-analyst',
  topic: string,
  type: string,
  key: string,
  at: Date,
  data: object,
) {
  sequence += 1;
  const time = at.toISOString();
  return {
    ...{ id: `${type}${sequence}`, type, version: 1, source, company: COMPANY, topic: `${COMPANY}.${topic}` },
    ...{ key, sequence, occurredAt: time, recordedAt: time, correlationId: 'c', causationId: 'c', data },
  } as IntegrationEvent;
}

const dayOf = (e: IntegrationEvent): string => e.occurredAt.slice(0, 10);
const factsOf = (events: readonly IntegrationEvent[]): DealFact[] =>
  events.flatMap((e) => {
    const { recordId: dealId, set } = e.data as { recordId: string; set: Record<string, unknown> };
    return DEAL_FIELDS.filter((field) => field in set).map((field) => ({
      ...{ dealId, field, value: set[field], from: dayOf(e), recordedAt: e.recordedAt, sequence: e.sequence },
    }));
  });

/** The company lived day by day: real Postgres, the real runtime, a clock that is moved, and nobody who answers. */
class Lived {
  readonly clock = new SettableClock(new Date(`${FROM}T00:00:00Z`));
  readonly store: EventStore;
  private readonly runtime: AgentRuntime;
  private readonly expired = new Set<string>();

  constructor(
    private readonly database: TestDatabase,
    private readonly history: readonly IntegrationEvent[],
  ) {
    this.store = new EventStore(database.pool, { schema: 'qualification', ...INTEGRATION_EVENTS });
    this.runtime = new AgentRuntime({
      ...{ store: this.store, playbook: compilePlaybook(PLAYBOOKS), actions: ACTIONS, clock: this.clock, sealer: null },
      caughtUp: () => Promise.resolve(true),
      compile: () => compilePlaybook(PLAYBOOKS),
    });
  }

  async live(): Promise<void> {
    await this.hear(this.history.filter((e) => dayOf(e) < FROM));
    await this.fit(addDays(FROM, -1));
    for (let day = FROM; day <= TO; day = addDays(day, 1)) await this.through(day);
  }

  private async through(day: string): Promise<void> {
    await this.expire(new Date(`${day}T00:00:00Z`));
    this.clock.set(new Date(`${day}T05:00:00Z`));
    await this.hear(
      ACTIONS.map(({ id }) =>
        event('orchestrator', 'lifecycle.request', 'ActionRequested', `${id}:company`, this.clock.now(), {
          ...{ requestId: `${id} ${day}`, action: id, subject: 'company', by: 'daily', rhythm: 'daily' },
          nominalTime: this.clock.now().toISOString(),
        }),
      ),
    );
    this.clock.set(new Date(`${day}T09:00:00Z`));
    const today = this.history.filter((e) => dayOf(e) === day);
    await this.hear(today);
    if (today.some((e) => e.type === 'OpportunityWon' || e.type === 'OpportunityLost')) await this.fit(day);
  }

  /** What ops-analyst publishes. */
  private async fit(day: string): Promise<void> {
    const curve = publishableCurve(emptyCompany(day, dealsAsOf(factsOf(this.history), day)));
    await this.hear([event('ops-analyst', 'kpi.curve', 'WinCurveFitted', `curve/${COMPANY}`, this.clock.now(), curve)]);
  }

  /** What the gate says of a proposal that nobody answered. */
  private async expire(now: Date): Promise<void> {
    for (const { actionId, at } of await this.proposals()) {
      const end = endOfBusinessDay(at, 5, CALENDAR);
      if (end > now || this.expired.has(actionId)) continue;
      this.expired.add(actionId);
      await this.hear([
        event('orchestrator', 'gate.action', 'ActionExpired', actionId, end, { actionId, reason: 'time' }),
      ]);
    }
  }

  private async hear(events: readonly IntegrationEvent[]): Promise<void> {
    const client = await this.database.pool.connect();
    try {
      await client.query('begin');
      await this.runtime.handle([...events], client);
      await client.query('commit');
    } finally {
      client.release();
    }
    await this.runtime.settle();
  }

  async log() {
    await everythingVisible(this.database.pool);
    return this.store.readAll(null, 100_000);
  }
  async proposals(): Promise<(Proposal & { at: Date })[]> {
    return (await this.log())
      .filter((e) => e.type === 'ActionProposed')
      .map((e) => ({ ...(e.data as Proposal), at: e.occurredAt }))
      .filter((p) => p.subject !== 'company');
  }
}

describe('a company lived day by day, and the backtest of it', () => {
  let database: TestDatabase;
  let bus: PostgresBus;
  let lived: Lived;
  let backtests: Backtests;
  const history = pastCompany(11, BEGIN, TO, 320);

  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(`${busDdl()} create schema qualification; ${agentServiceDdl('qualification')}`);
    bus = new PostgresBus(database.pool);
    await bus.publish(history);
    lived = new Lived(database, history);
    await lived.live();
    backtests = new Backtests({
      ...{ service: 'qualification', company: COMPANY, pool: database.pool, transport: bus, actions: ACTIONS },
      ...{ playbook: () => compilePlaybook(PLAYBOOKS), open: (value) => Promise.resolve(value) },
    });
  });
  afterAll(async () => {
    await bus.close();
    await database.drop();
  });

  const run = (signal = new AbortController().signal) =>
    backtests.run({ from: FROM, to: TO, insights: true }, signal, () => undefined);

  it('come to the same proposals and insights, on the same days', async () => {
    const { candidates, notes, looks } = await run();
    const live = await lived.proposals();
    expect(live.length).toBeGreaterThan(20);
    expect(looks).toBeGreaterThan(1_000);
    const told = (p: {
      actionId: string;
      title: string;
      why: string;
      ownerId: string | null;
      tier: string;
      day: string;
      expectedValue: number;
    }) => [p.actionId, p.day, p.title, p.why, p.ownerId, p.tier, p.expectedValue];
    const inOrder = (list: unknown[][]) => list.map((one) => JSON.stringify(one)).sort();
    expect(inOrder(candidates.map(told))).toEqual(
      inOrder(live.map((p) => told({ ...p, day: p.businessDate, expectedValue: p.attention.expectedValue }))),
    );
    const recorded = (await lived.log())
      .filter((e) => e.type === 'InsightRecorded')
      .map((e) => e.data as { action: string; subject: string; businessDate: string; values: object });
    expect(inOrder(notes.map((n) => [n.action, n.subject, n.day, n.values]))).toEqual(
      inOrder(recorded.map((i) => [i.action, i.subject, i.businessDate, sha256Canonical(i.values).slice(0, 16)])),
    );
    // Some came again after they had rested: the scenario is worth its name.
    expect(candidates.some((c) => c.actionId.endsWith(':2'))).toBe(true);
  });

  it('one at a time, and not for somebody who has gone', async () => {
    const gone = new AbortController();
    const first = run(gone.signal);
    await expect(run()).rejects.toMatchObject({ code: 'already-running' });
    gone.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect((await run()).candidates.length).toBeGreaterThan(0);
  });

  it('leaves nothing behind', async () => {
    await run();
    // The server notices the end of a session when it comes to it.
    await until(async () => {
      const { rows } = await database.pool.query<{ left: number }>(
        `select (select count(*)::int from pg_stat_activity where application_name like 'rebuild qualification/%')
              + (select count(*)::int from bus.member where group_name like 'ephemeral/%') as left`,
      );
      return rows[0]?.left === 0;
    });
  });
  describe('over the API of the service', () => {
    let issuer: TestIssuer;
    let app: NestExpressApplication;
    let url: string;

    beforeAll(async () => {
      issuer = await testIssuer();
      @Module({
        imports: [AuthModule.forService()],
        controllers: [BacktestController],
        providers: [{ provide: Backtests, useValue: backtests }],
      })
      class Service {}
      const { connectionString: DATABASE_URL } = database;
      const config = loadConfig({ DATABASE_URL, PORT: '0', LOG_LEVEL: 'silent', ...issuer.environment });
      app = await bootstrap(Service, { service: 'qualification', config });
      url = `${await app.getUrl()}/backtest`;
    });
    afterAll(async () => {
      await app.close();
      await issuer.close();
    });

    const ask = async (role: Role, body: object, signal?: AbortSignal) =>
      fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await issuer.token({ sub: 'vera', roles: [role] })}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
        ...(signal && { signal }),
      });
    const period = { from: FROM, to: TO };

    it('is for those who see every record', async () => {
      const seen = (role: Role) => ask(role, { ...period, check: true }).then((r) => r.status);
      expect(await Promise.all((['rep', 'manager', 'service'] as const).map(seen))).toEqual([403, 403, 403]);
      expect(await Promise.all((['auditor', 'admin', 'operations_vp'] as const).map(seen))).toEqual([200, 200, 200]);
    });

    it('names what is wrong before it begins', async () => {
      const said = async (body: object) => {
        const response = await ask('admin', { ...period, ...body });
        return [response.status, await response.json()] as const;
      };
      expect(await said({ from: 'yesterday' })).toMatchObject([
        400,
        { code: 'bad-request', message: expect.stringContaining('from') },
      ]);
      expect(await said({ overrides: { 'stalled-deal-alert': { rules: { due: 1 } } } })).toMatchObject([
        400,
        { code: 'bad-override', message: 'stalled-deal-alert.rules.due: the section has no such value' },
      ]);
    });

    it('answers in lines, the result last', async () => {
      const text = await (await ask('auditor', period)).text();
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { progress?: BacktestProgress; result?: BacktestResult });
      expect(lines.at(-1)?.result?.candidates.length).toBeGreaterThan(20);
      expect(lines.slice(0, -1).every((line) => line.progress)).toBe(true);
    });

    it('ends when its reader goes, and takes the next', async () => {
      const gone = new AbortController();
      await ask('admin', period, gone.signal);
      expect((await ask('admin', period)).status).toBe(409);
      gone.abort();
      await until(async () => (await ask('admin', { ...period, check: true })).status === 200);
    });
  });
});
