import { BusConsumer, busDdl, PostgresBus, Relay } from '@salesagent/bus';
import { INTEGRATION_EVENTS, type IntegrationEvent, type Proposal } from '@salesagent/canon/events';
import { eventStoreDdl, EventStore, type EventToAppend } from '@salesagent/event-store';
import { everythingVisible } from '@salesagent/event-store/testing';
import { compilePlaybook, tryCompile } from '@salesagent/playbook';
import { SettableClock } from '@salesagent/platform';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { cpSync, mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { PLAYBOOKS } from '../testing/playbooks';
import { AgentRuntime, agentServiceDdl, defineAction, nothing } from './index';
import { playbookAtStart } from './playbook-at-start';

jest.setTimeout(120_000);

/** Tells an owner when a deal has become large; scores every deal by its amount. */
const rules = z.strictObject({ above: z.number() });
interface Facts {
  amount: number;
}
/** What is found of a deal of this amount is more than the bus carries. */
const TOO_MUCH_IS_FOUND = 66_666;
const needs = { opportunity: ['amount', 'outcome', 'ownerId', 'accountId'] } as const;
const on = [
  { event: 'AmountRevised' },
  { event: 'OpportunityWon' },
  'ImportCompleted' as const,
  'ActionRequested' as const,
];
const gather = (d: { fields: Record<string, unknown> }): Facts | null =>
  typeof d.fields['amount'] === 'number' ? { amount: d.fields['amount'] } : null;
const eligible = (d: { fields: Record<string, unknown> }): true | string =>
  d.fields['outcome'] ? 'it is closed' : true;

const alert = defineAction<Facts, z.infer<typeof rules>>({
  id: 'stalled-deal-alert',
  rules,
  needs,
  on,
  eligible,
  gather,
  decide: (facts, { above }) =>
    facts.amount <= above
      ? nothing('it is small')
      : {
          kind: 'proposal',
          title: 'A large deal',
          why: `It stands at ${facts.amount}.`,
          evidence:
            facts.amount === TOO_MUCH_IS_FOUND
              ? [{ label: 'Said', value: 'x'.repeat(1_000_000), source: 'activity/N1#notes' }]
              : [],
          change: { kind: 'task', ownerId: 'P1', title: 'Look at it', body: 'Today.', dueInBusinessDays: 1 },
          attention: { pWin: null, amount: facts.amount },
          material: Math.floor(facts.amount / 1000),
        },
});
const score = defineAction<Facts, z.infer<typeof rules>>({
  id: 'deal-scoring',
  rules,
  needs,
  on,
  eligible,
  gather,
  writes: ['agentWinProbability'],
  decide: (facts) => ({
    kind: 'insight',
    values: { score: facts.amount / 10_000 },
    reasons: [],
    fields: { agentWinProbability: facts.amount / 10_000 },
  }),
});

const COMPANY = 'acme';
let database: TestDatabase;
let playbooks: string;

beforeAll(async () => {
  database = await testDatabase();
  playbooks = mkdtempSync(join(tmpdir(), 'agent-'));
  mkdirSync(join(playbooks, 'base/4-progression'), { recursive: true });
  for (const file of ['policy.yaml', 'playbook.yaml'])
    cpSync(join(PLAYBOOKS, 'base', file), join(playbooks, 'base', file));
  for (const id of ['stalled-deal-alert', 'deal-scoring']) {
    const front = `---\naction: ${id}\nrules: { above: 1000 }\nattention: { uplift: 0.1, minutes: 5 }\n---\n`;
    writeFileSync(join(playbooks, `base/4-progression/${id}.md`), `${front}\n# ${id}\n`);
  }
  await database.pool.query(
    `${busDdl()} create schema gateway; ${eventStoreDdl('gateway')} create schema gate; ${eventStoreDdl('gate')}`,
  );
});
afterAll(async () => {
  await database.drop();
  rmSync(playbooks, { recursive: true });
});

/** One agent service with its bus, driven by hand: what happens between two calls of `settle` is one crash window. */
class Service {
  readonly runtime: AgentRuntime;
  readonly consumer: BusConsumer;
  readonly store: EventStore;
  readonly clock = new SettableClock(new Date('2026-03-02T09:00:00Z'));
  private readonly bus = new PostgresBus(database.pool);
  private readonly relays: Relay[];

  constructor(schema: string) {
    const { pool } = database;
    this.store = new EventStore(pool, { schema, ...INTEGRATION_EVENTS });
    this.runtime = new AgentRuntime({
      store: this.store,
      playbook: compilePlaybook(playbooks, { company: COMPANY }),
      compile: (published) => tryCompile(playbooks, { company: COMPANY, published }).playbook,
      actions: [alert, score],
      clock: this.clock,
      sealer: null,
      caughtUp: () => this.consumer.caughtUp(),
    });
    this.consumer = new BusConsumer({
      group: schema,
      company: COMPANY,
      pool,
      schema,
      transport: this.bus,
      topics: this.runtime.topics(),
      handle: (events, client) => this.runtime.handle(events, client),
    });
    this.relays = [gateway, gate].map(
      (store) =>
        new Relay({
          store,
          transport: this.bus,
          company: COMPANY,
          source: store === gateway ? 'gateway' : 'orchestrator',
        }),
    );
  }

  /** Everything published is consumed, and every look that can be taken is taken. */
  async settle(): Promise<void> {
    await everythingVisible(this.store.pool);
    for (const relay of this.relays) await relay.flush();
    while (!(await this.consumer.caughtUp())) await new Promise((resolve) => setTimeout(resolve, 10));
    await this.runtime.settle();
  }
  async log(stream?: string): Promise<{ type: string; data: Record<string, unknown>; id: string }[]> {
    await everythingVisible(this.store.pool);
    const events = await this.store.readAll(null, 10_000);
    return events
      .filter((e) => !stream || e.stream === stream)
      .map(({ type, data, id }) => ({ type, data: data as Record<string, unknown>, id }));
  }
  async stop(): Promise<void> {
    await this.consumer.stop();
    for (const relay of this.relays) await relay.stop();
    await this.bus.close();
  }
}

let gateway: EventStore;
let gate: EventStore;
let count = 0;
const happened = (type: string, data: object): EventToAppend => ({
  id: `e${++count}`,
  type,
  data,
  occurredAt: new Date('2026-03-01T00:00:00Z'),
  correlationId: 'c',
  causationId: 'c',
});
const dealEvent = (type: string, id: string, set: object, by = 'P1'): Promise<unknown> =>
  gateway.append(`opportunity/${id}`, 'any', [
    happened(type, { recordType: 'opportunity', recordId: id, recordVersion: count, set, by }),
  ]);
const gateEvent = (type: string, actionId: string, data: object): Promise<unknown> =>
  gate.append(actionId, 'any', [happened(type, { actionId, ...data })]);

let service: Service;
let schemas = 0;
beforeEach(async () => {
  await database.pool.query(
    'truncate gateway.event, gateway.subscription, gate.event, gate.subscription, bus.log, bus.group_topic, bus.member',
  );
  await database.pool.query('delete from bus.group_partition; update bus.partition set head = 0');
  gateway = new EventStore(database.pool, { schema: 'gateway', ...INTEGRATION_EVENTS });
  gate = new EventStore(database.pool, { schema: 'gate', ...INTEGRATION_EVENTS });
  const schema = `agent_${++schemas}`;
  await database.pool.query(`create schema ${schema}; ${agentServiceDdl(schema)}`);
  service = new Service(schema);
  await service.consumer.start();
});
afterEach(() => service.stop());

const STREAM = 'stalled-deal-alert:opportunity/D1';
const typesOf = async (stream: string): Promise<string[]> => (await service.log(stream)).map((e) => e.type);

describe('a record changes', () => {
  it('and the action proposes, once, however often the event comes', async () => {
    await dealEvent('AmountRevised', 'D1', { amount: 5000, ownerId: 'P1', accountId: null });
    await service.settle();
    const [proposed] = await service.log(STREAM);
    expect(proposed).toMatchObject({
      type: 'ActionProposed',
      data: {
        actionId: `${STREAM}:1`,
        agent: 'qualification',
        tier: 'T1',
        ownerId: 'P1',
        recordVersion: expect.any(Number),
      },
    });
    expect((proposed?.data as unknown as Proposal).attention.priors).toContain('pWin');

    const { rows } = await database.pool.query<{ event: IntegrationEvent }>('select event from bus.log');
    await new PostgresBus(database.pool).publish(rows.map((r) => r.event));
    await service.settle();
    expect(await typesOf(STREAM)).toEqual(['ActionProposed']);
  });

  it('and new facts supersede what stood open', async () => {
    await dealEvent('AmountRevised', 'D1', { amount: 5000 });
    await service.settle();
    await dealEvent('AmountRevised', 'D1', { amount: 5100 });
    await service.settle();
    expect(await typesOf(STREAM)).toEqual(['ActionProposed']);
    await dealEvent('AmountRevised', 'D1', { amount: 9000 });
    await service.settle();
    await dealEvent('OpportunityWon', 'D1', { outcome: 'won' });
    await service.settle();
    expect((await service.log(STREAM)).map((e) => [e.type, e.data['actionId']])).toEqual([
      ['ActionProposed', `${STREAM}:1`],
      ['ProposalSuperseded', `${STREAM}:1`],
      ['ActionProposed', `${STREAM}:2`],
      ['ProposalSuperseded', `${STREAM}:2`],
    ]);
  });

  it('and agent fields go to the CRM as one batch a pass', async () => {
    await dealEvent('AmountRevised', 'D1', { amount: 100 });
    await dealEvent('AmountRevised', 'D2', { amount: 200 });
    await service.settle();
    const batches = await service.log('deal-scoring:company');
    expect(batches).toHaveLength(1);
    expect(batches[0]?.data).toMatchObject({
      actionId: 'deal-scoring:company:1',
      effect: 'insight',
      subject: 'company',
      change: {
        kind: 'fields-batch',
        type: 'opportunity',
        fields: ['agentWinProbability'],
        rows: [{ id: 'D1' }, { id: 'D2' }],
      },
    });
    await service.settle();
    expect(await service.log('deal-scoring:company')).toHaveLength(1);
  });
});

describe('what the log refuses', () => {
  it('keeps no other look from being recorded, is told with its reason and not taken for ever', async () => {
    await dealEvent('AmountRevised', 'D1', { amount: 5000, ownerId: 'P1', accountId: null });
    await service.settle();
    await dealEvent('AmountRevised', 'D1', { amount: TOO_MUCH_IS_FOUND });
    await dealEvent('AmountRevised', 'D2', { amount: 7000, ownerId: 'P1', accountId: null });
    await service.settle();
    expect(await typesOf('stalled-deal-alert:opportunity/D2')).toEqual(['ActionProposed']);
    expect((await service.log(STREAM)).slice(1)).toMatchObject([
      {
        type: 'ProposalSuperseded',
        data: { by: null, reason: expect.stringContaining('cannot be recorded: Event ActionProposed') as string },
      },
    ]);
    const { rows } = await database.pool.query(`select 1 from ${service.store.schema}.evaluation`);
    expect(rows).toEqual([]);
  });
});

describe('what people and the gate make of it', () => {
  beforeEach(async () => {
    await dealEvent('AmountRevised', 'D1', { amount: 5000 });
    await service.settle();
  });

  it('a dismissed signal is silent until there is a new fact', async () => {
    await gateEvent('ActionRejected', `${STREAM}:1`, { decisionId: 'x', by: 'P1', reason: 'known' });
    await service.settle();
    await dealEvent('AmountRevised', 'D1', { amount: 5001 });
    await service.settle();
    expect(await typesOf(STREAM)).toEqual(['ActionProposed']);
    await dealEvent('AmountRevised', 'D1', { amount: 7000 });
    await service.settle();
    expect(await typesOf(STREAM)).toEqual(['ActionProposed', 'ActionProposed']);
  });

  it('and silent again when what was dismissed comes back, until its rest is over', async () => {
    await gateEvent('ActionRejected', `${STREAM}:1`, { decisionId: 'x', by: 'P1', reason: 'known' });
    await service.settle();
    for (const amount of [7000, 5000]) {
      await dealEvent('AmountRevised', 'D1', { amount });
      await service.settle();
    }
    expect(await typesOf(STREAM)).toEqual(['ActionProposed', 'ActionProposed', 'ProposalSuperseded']);
    service.clock.set(new Date('2100-01-01T00:00:00Z'));
    await dealEvent('AmountRevised', 'D1', { amount: 5001 });
    await service.settle();
    expect((await typesOf(STREAM)).at(-1)).toBe('ActionProposed');
  });

  it('what the gate ended as prepared is recorded as prepared, once', async () => {
    await gateEvent('ActionWithdrawn', `${STREAM}:1`, { reason: 'T1 now', outcome: 'prepared' });
    await service.settle();
    await service.settle();
    expect(await typesOf(STREAM)).toEqual(['ActionProposed', 'ActionPrepared']);
  });

  it('the echo of our own write ends the episode, whichever of the two events comes first', async () => {
    await dealEvent('OpportunityWon', 'D1', { outcome: 'won' }, `${STREAM}:1`);
    await service.settle();
    expect(await typesOf(STREAM)).toEqual(['ActionProposed']);
  });

  it('a request is answered with the reason when there is nothing new', async () => {
    await gate.append('stalled-deal-alert:opportunity/D1', 'any', [
      happened('ActionRequested', {
        requestId: 'r1',
        action: 'stalled-deal-alert',
        subject: 'opportunity/D1',
        nominalTime: '2026-03-02T09:00:00.000Z',
        by: 'P9',
      }),
    ]);
    await service.settle();
    expect((await service.log(STREAM)).at(-1)).toMatchObject({
      type: 'ActionDeclined',
      data: { requestId: 'r1', reason: 'the same proposal is open already' },
    });
  });
});

describe('after an import', () => {
  const imported = async (deals: number): Promise<void> => {
    const batches = Array.from({ length: deals }, (_, i) => ({
      stream: `opportunity/D${i}`,
      expected: 'any' as const,
      events: [
        happened('OpportunityCreated', {
          recordType: 'opportunity',
          recordId: `D${i}`,
          recordVersion: 1,
          set: { amount: 500 + i, ownerId: 'P1' },
          by: 'import',
        }),
        happened('AmountRevised', {
          recordType: 'opportunity',
          recordId: `D${i}`,
          recordVersion: 2,
          set: { amount: 600 + i },
          by: 'import',
        }),
      ],
    }));
    await gateway.appendMany(batches);
  };
  const completed = (): Promise<unknown> =>
    gateway.append('import/1', 'any', [
      happened('BusinessClockSet', { mode: 'frozen', date: '2017-12-31' }),
      happened('ImportCompleted', { importId: '1', files: [], records: {}, events: 0, asOf: '2017-12-31' }),
    ]);

  it('nothing is looked at before the import is complete, then all in one pass', async () => {
    await imported(2000);
    await service.settle();
    expect(await service.log()).toEqual([]);
    await completed();
    await service.settle();
    const log = await service.log();
    expect(log.filter((e) => e.type === 'InsightRecorded')).toHaveLength(2000);
    // 600 + i > 1000
    expect(log.filter((e) => e.type === 'ActionProposed' && e.data['effect'] === 'task')).toHaveLength(1599);
    const batches = log.filter((e) => e.data['subject'] === 'company');
    expect(batches.map((b) => (b.data['change'] as { rows: unknown[] }).rows.length)).toEqual([1000, 1000]);
    expect(log[0]?.data['businessDate']).toBe('2017-12-31');
  });

  it('a subject whose episode moves while the pass is written is looked at again, not forgotten', async () => {
    await imported(3);
    await completed();
    const append = EventStore.prototype.transact;
    const stream = 'deal-scoring:opportunity/D1';
    const moved = jest.spyOn(EventStore.prototype, 'transact').mockImplementation(async function (
      this: EventStore,
      ...args
    ) {
      if (args[0].includes(stream)) {
        moved.mockRestore();
        await database.pool.query(
          `insert into ${this.schema}.action_state (stream, version, episode, status) values ($1, 0, 0, 'withdrawn')`,
          [stream],
        );
      }
      return append.apply(this, args) as never;
    });
    await service.settle();
    expect(await typesOf(stream)).toEqual(['InsightRecorded']);
  });

  it('a pass cut short anywhere and taken again adds only what was missing', async () => {
    await imported(1500);
    await completed();
    const append = EventStore.prototype.transact;
    let calls = 0;
    const cut = jest.spyOn(EventStore.prototype, 'transact').mockImplementation(function (this: EventStore, ...args) {
      if (++calls === 2) throw new Error('killed');
      return append.apply(this, args) as never;
    });
    await expect(service.settle()).rejects.toThrow('killed');
    cut.mockRestore();
    const partial = (await service.log()).length;
    expect(partial).toBeGreaterThan(0);
    await service.settle();
    const log = await service.log();
    expect(log.filter((e) => e.type === 'InsightRecorded')).toHaveLength(1500);
    expect(new Set(log.map((e) => e.id)).size).toBe(log.length);
    const length = log.length;
    await completed();
    await service.settle();
    expect(await service.log()).toHaveLength(length);
  });
});

describe('another playbook', () => {
  const SECTION = '4-progression/stalled-deal-alert.md';
  const layer = (front: string) => [{ file: SECTION, text: `---\n${front}\n---\n` }];
  const compiled = (front: string) => tryCompile(playbooks, { company: COMPANY, published: layer(front) }).playbook;
  const publish = (front: string, version = compiled(front).version): Promise<unknown> => {
    const proposalId = `proposal-${++count}`;
    const data = { proposalId, version, replaces: 'v0', digest: 'd', proposedBy: 'vera', by: 'otto', reason: 'a test' };
    return gate.append('playbook', 'any', [happened('PlaybookPublished', { ...data, files: layer(front) })]);
  };
  const D2 = 'stalled-deal-alert:opportunity/D2';
  beforeEach(async () => {
    await dealEvent('AmountRevised', 'D1', { amount: 5000, ownerId: 'P1', accountId: null });
    await dealEvent('AmountRevised', 'D2', { amount: 800, ownerId: 'P1', accountId: null });
    await dealEvent('AmountRevised', 'D3', { amount: 700, ownerId: 'P1', accountId: null });
    await dealEvent('OpportunityWon', 'D3', { outcome: 'won' });
    await service.settle();
  });

  it('is asked what it would decide otherwise, and nothing is written', async () => {
    const before = await service.log();
    const all = { action: 'stalled-deal-alert', subjectType: 'opportunity', looked: 2, failures: null };
    const on = { before: null, after: null };
    expect(await service.runtime.affected(compiled('rules: { above: 500 }'))).toEqual([
      {
        ...{ ...all, off: on },
        subjects: [{ subject: 'opportunity/D2', change: 'new', before: null, after: 'A large deal' }],
      },
    ]);
    expect(await service.runtime.affected(compiled('rules: { above: 6000 }'))).toMatchObject([
      { subjects: [{ subject: 'opportunity/D1', change: 'gone', before: 'A large deal', after: null }] },
    ]);
    expect(await service.runtime.affected(compiled('attention: { minutes: 50 }'))).toMatchObject([
      { subjects: [{ subject: 'opportunity/D1', change: 'weighed' }] },
    ]);
    expect(await service.runtime.affected(compiled('status: "off"'))).toMatchObject([
      {
        off: { before: null, after: expect.stringContaining('the playbook switches it off') },
        subjects: [{ subject: 'opportunity/D1', change: 'gone' }],
      },
    ]);
    expect(await service.runtime.affected(compiled('rules: { above: 1000 }'))).toEqual([]);
    expect(await service.log()).toEqual(before);
  });

  it('is taken up without a restart, and everything is looked at again', async () => {
    expect(await typesOf(D2)).toEqual([]);
    await publish('rules: { above: 500 }');
    await service.settle();
    const { version } = compiled('rules: { above: 500 }');
    expect(service.runtime.playbookOrigin).toEqual({ version, origin: 'published', signed: version });
    expect(await service.log(D2)).toMatchObject([{ type: 'ActionProposed', data: { playbookVersion: version } }]);
    expect(await typesOf(STREAM)).toEqual(['ActionProposed']);

    await publish('rules: { above: 6000 }');
    await service.settle();
    expect(await typesOf(D2)).toEqual(['ActionProposed', 'ProposalSuperseded']);
    expect(await typesOf(STREAM)).toEqual(['ActionProposed', 'ProposalSuperseded']);
  });

  it('switches an action off and on again, and one that does not fit is off and says why', async () => {
    await publish('status: "off"');
    await service.settle();
    expect(service.runtime.switches.get('stalled-deal-alert')).toMatchObject({ on: false });
    await publish('rules: { abvoe: 1 }', 'signed-over-another-base');
    await service.settle();
    expect(service.runtime.switches.get('stalled-deal-alert')).toMatchObject({
      reason: expect.stringContaining('companies/acme/4-progression/stalled-deal-alert.md:2: rules: Unrecognized key'),
    });
    expect(service.runtime.playbookOrigin.signed).toBe('signed-over-another-base');
    await publish('rules: { above: 500 }');
    await service.settle();
    expect(await typesOf(D2)).toEqual(['ActionProposed']);
  });

  it('is what a service starts by, before its first event and whatever the folder says meanwhile', async () => {
    const folder = join(playbooks, 'companies', COMPANY);
    const inFolder = (file: string, text: string): void => writeFileSync(join(folder, file), text);
    const start = () =>
      playbookAtStart(database.pool, { schema: service.store.schema, dir: playbooks, company: COMPANY });
    mkdirSync(join(folder, '4-progression'), { recursive: true });
    try {
      inFolder(SECTION, '---\nstatus: "off"\n---\n');
      expect(await start()).toMatchObject({ published: null });
      inFolder(SECTION, '---\nrules: {\n---\n');
      await expect(start()).rejects.toThrow(`companies/acme/${SECTION}:`);
      await publish('rules: { above: 500 }');
      await service.settle();
      for (const edited of ['---\nstatus: "off"\n---\n', '---\nrules: {\n---\n']) {
        inFolder(SECTION, edited);
        const again = new AgentRuntime({
          ...{ store: service.store, ...(await start()), actions: [alert, score], clock: service.clock, sealer: null },
          compile: jest.fn(),
          caughtUp: () => Promise.resolve(true),
        });
        expect(again.playbookOrigin).toEqual(service.runtime.playbookOrigin);
        expect(again.switches.get('stalled-deal-alert')).toMatchObject({ on: true });
        await again.settle();
      }
      inFolder('policy.yaml', 'attention: [');
      await expect(start()).rejects.toThrow('companies/acme/policy.yaml:');
    } finally {
      rmSync(join(playbooks, 'companies'), { recursive: true });
    }
  });
});
