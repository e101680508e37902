import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@salesagent/workflow';
import { decodeJwt } from 'jose';
import { INTEGRATION_EVENTS, topicOf, type IntegrationEvent, type Proposal } from '@salesagent/canon/events';
import type { Change, RecordType, Tier } from '@salesagent/canon/sales';
import { EventStore } from '@salesagent/event-store';
import { proposalDigest } from '@salesagent/governance';
import { migrate, type Clock } from '@salesagent/platform';
import { readPolicyFiles } from '@salesagent/playbook';
import { testDatabase, testTemporal, type TestDatabase, type TestTemporal } from '@salesagent/servers/testing';
import {
  startWorker,
  TASK_QUEUES,
  workflowBundle,
  type ExecuteInput,
  type ExecuteResult,
  type Opening,
  type RunningWorker,
} from '@salesagent/workflow';
import { DecisionSeal } from '../src/gate/decision-seal';
import { permitSigner } from '../src/gate/permits';
import { settlePolicy } from '../src/gate/policy-store';
import { lifecyclesOf } from '../src/lifecycles/lifecycles-of';
import { Orchestration } from '../src/orchestration';
import { schema } from '../src/schema';

const ROOT = resolve(__dirname, '../../..');

/** Real time that a test can move ahead of. */
export class MovableClock implements Clock {
  private ahead = 0;
  now(): Date {
    return new Date(Date.now() + this.ahead);
  }
  advance(milliseconds: number): void {
    this.ahead += milliseconds;
  }
}

/**
 * Orchestrator with a real database and a real Temporal; events of the other services are handed to it as the bus
 * would. Gateway is stood in for by a worker that notes what it was permitted to do.
 */
export class ACompany {
  readonly executed: (ExecuteInput & { claims: Record<string, unknown> })[] = [];
  /** What gateway answers next, instead of `executed`. */
  readonly answers: (ExecuteResult | (() => Promise<ExecuteResult>))[] = [];
  private readonly sequences = new Map<string, number>();
  private readonly versions = new Map<string, number>();
  private shortened: number | null = null;

  private constructor(
    readonly database: TestDatabase,
    readonly temporal: TestTemporal,
    readonly store: EventStore,
    readonly client: Client,
    readonly clock: MovableClock,
    readonly orchestration: Orchestration,
    private readonly workers: RunningWorker[],
  ) {}

  /** @param server another Temporal than the one all tests share: one in which time jumps, or with its own limits */
  static async start(server: Promise<TestTemporal> = testTemporal()): Promise<ACompany> {
    const temporal = await server;
    const database = await testDatabase();
    await createSchema(database.connectionString);
    const client = new Client({ connection: temporal.connection, namespace: temporal.namespace });
    const store = new EventStore(database.pool, { schema: 'orchestrator', ...INTEGRATION_EVENTS });
    const clock = new MovableClock();
    const lifecycles = lifecyclesOf(join(ROOT, 'playbooks'), 'test');
    const keyFile = privateKeyFile();
    const [sign, seal] = [permitSigner(keyFile), new DecisionSeal(keyFile)];
    const orchestration = new Orchestration({
      ...{ store, clock, client, sign, seal, lifecycles },
      policyFiles: () => readPolicyFiles(join(ROOT, 'playbooks'), 'test'),
    });
    await settlePolicy(database.pool, readPolicyFiles(join(ROOT, 'playbooks'), 'test'));
    const workers: RunningWorker[] = [];
    const company = new ACompany(database, temporal, store, client, clock, orchestration, workers);
    const bundle = await workflowBundle({
      workflowsPath: require.resolve('../src/workflows'),
      root: ROOT,
      cacheFolder: join(tmpdir(), 'salesagent-workflow-bundles'),
    });
    const at = { address: temporal.address, namespace: temporal.namespace };
    workers.push(
      await startWorker({
        ...at,
        taskQueue: TASK_QUEUES.orchestrator,
        activities: { ...orchestration.activities, openGate: company.openGate },
        workflowBundle: bundle,
      }),
      await startWorker({ ...at, taskQueue: TASK_QUEUES.gateway, activities: { execute: company.execute } }),
    );
    return company;
  }

  async stop(): Promise<void> {
    await this.orchestration.stop();
    await Promise.all(this.workers.map((w) => w.stop()));
    await this.temporal.close();
    await this.database.drop();
  }

  /** From now on gates ask for so long, whatever the policy gives: a stop that lasts for days is a long history. */
  openFor(milliseconds: number): void {
    this.shortened = milliseconds;
  }

  private readonly openGate = async (input: { actionId: string }): Promise<Opening> => {
    const opening = await this.orchestration.activities.openGate(input);
    if (this.shortened === null || opening.kind === 'closed') return opening;
    return { ...opening, expiresAt: new Date(Date.now() + this.shortened).toISOString() };
  };

  private readonly execute = async (input: ExecuteInput): Promise<ExecuteResult> => {
    this.executed.push({ ...input, claims: decodeJwt(input.permit) });
    const answer = this.answers.shift() ?? { outcome: 'executed' };
    return typeof answer === 'function' ? answer() : answer;
  };

  /** Hands events over as the bus consumer does: one transaction. */
  async deliver(...events: IntegrationEvent[]): Promise<void> {
    const client = await this.database.pool.connect();
    try {
      await client.query('begin');
      await this.orchestration.handle(events, client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  event(type: string, key: string, data: object, source: IntegrationEvent['source'] = 'gateway'): IntegrationEvent {
    const sequence = (this.sequences.get(key) ?? 0) + 1;
    this.sequences.set(key, sequence);
    const at = this.clock.now().toISOString();
    const id = randomUUID();
    const topic = topicOf('test', type);
    const place = { company: 'test', source, topic, key, sequence, occurredAt: at, recordedAt: at };
    return { id, type, version: 1, ...place, correlationId: id, causationId: id, data };
  }

  /** A record event of gateway; `type` as in canon/events. */
  record(
    type: string,
    recordType: RecordType,
    recordId: string,
    set: Record<string, unknown>,
    by = 'anna',
  ): IntegrationEvent {
    const key = `${recordType}/${recordId}`;
    const recordVersion = (this.versions.get(key) ?? 0) + 1;
    this.versions.set(key, recordVersion);
    return this.event(type, key, { recordType, recordId, recordVersion, set, by });
  }

  /** A deal of Anna's on an account of the tier given, with Mara as her manager. */
  async deal(id: string, tier: Tier, fields: Record<string, unknown> = {}): Promise<void> {
    await this.deliver(
      this.record('PersonRegistered', 'person', 'anna', { role: 'rep', managerId: 'mara', active: true }),
      this.record('PersonRegistered', 'person', 'mara', { role: 'manager', active: true }),
      this.record('AccountCreated', 'account', `acc-${id}`, { name: `Account ${id}`, ownerId: 'anna', tier }),
      this.record('OpportunityCreated', 'opportunity', id, {
        accountId: `acc-${id}`,
        ownerId: 'anna',
        subStage: '4.1',
        amount: 1000,
        ...fields,
      }),
    );
  }

  proposal(over: Partial<Proposal> & { opportunity: string; episode?: number }): Proposal {
    const { opportunity, episode = 1, ...rest } = over;
    const action = rest.action ?? 'stalled-deal-alert';
    const subject = rest.subject ?? `opportunity/${opportunity}`;
    const change: Change = rest.change ?? {
      kind: 'task',
      ownerId: 'anna',
      title: 'Ask for the next step',
      body: 'What won deals did next',
      dueInBusinessDays: 2,
      opportunityId: opportunity,
      accountId: `acc-${opportunity}`,
    };
    const base: Proposal = {
      actionId: `${action}:${subject}:${episode}`,
      action,
      agent: 'qualification',
      effect: 'task',
      subject,
      accountId: `acc-${opportunity}`,
      ownerId: 'anna',
      tier: 'T2',
      title: 'Ask for the next step',
      why: 'it stalled',
      facts: {},
      evidence: [],
      citations: [],
      draft: null,
      change,
      digest: proposalDigest({ action, subject, change }),
      recordVersion: 1,
      attention: { pWin: 0.5, amount: 1000, uplift: 0.1, minutes: 5, hourlyCost: 60, expectedValue: 45, priors: [] },
      playbookVersion: 'v1',
      businessDate: '2026-01-05',
    };
    return { ...base, ...rest };
  }

  /** A proposal to draft a proposal: effect `terms`, only prepared on a T1 account. */
  draft(opportunity: string, tier: Tier): Proposal {
    return this.proposal({
      opportunity,
      action: 'proposal-draft',
      agent: 'deal',
      effect: 'terms',
      tier,
      change: {
        kind: 'document',
        record: { type: 'opportunity', id: opportunity },
        name: 'Proposal.docx',
        mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        content: { title: 'Proposal', blocks: [] },
      },
    });
  }

  async propose(...proposals: Proposal[]): Promise<void> {
    await this.deliver(...proposals.map((p) => this.event('ActionProposed', `${p.action}:${p.subject}`, p, p.agent)));
  }

  /** Takes the proposals up, admits them as one wave, and starts their gates. */
  async admit(...proposals: Proposal[]): Promise<void> {
    await this.propose(...proposals);
    await this.database.pool.query(
      'update orchestrator.docket set requested = true where action_id = any($1::text[])',
      [proposals.map((p) => p.actionId)],
    );
    await this.turn();
    for (const p of proposals) await this.until(p.actionId, 'open');
  }

  /** Turns of the gate's loop until no admitted proposal waits for its workflow. */
  async turn(): Promise<void> {
    for (;;) {
      await this.orchestration.gate.turn();
      const { rows } = await this.database.pool.query(
        `select from orchestrator.docket where state in ('admitted', 'approved') and started_at is null limit 1`,
      );
      if (rows.length === 0) return;
      await new Promise((wait) => setTimeout(wait, 20));
    }
  }

  async state(actionId: string): Promise<string | undefined> {
    const { rows } = await this.database.pool.query<{ state: string }>(
      'select state from orchestrator.docket where action_id = $1',
      [actionId],
    );
    return rows[0]?.state;
  }

  /** Waits until the docket says so; the test's own time limit is what ends a wait that is in vain. */
  async until(actionId: string, state: string): Promise<void> {
    while ((await this.state(actionId)) !== state) await new Promise((wait) => setTimeout(wait, 20));
  }

  /** Types of the events of a gate, in order. */
  async log(actionId: string): Promise<string[]> {
    return (await this.store.read(actionId)).map((e) => e.type);
  }
}

/** The tables as the migration job makes them; of gateway only the role, which may read the kill epoch. */
export async function createSchema(url: string): Promise<void> {
  const gateway = { schema: 'gateway', migrations: [] };
  await migrate({ url, services: [schema, gateway], passwordOf: () => 'test' });
}

function privateKeyFile(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const file = join(mkdtempSync(join(tmpdir(), 'permit-')), 'private.jwk');
  writeFileSync(file, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'EdDSA' }), { mode: 0o600 });
  return file;
}

export const anna = { sub: 'anna', personId: 'anna', roles: ['rep'] };
export const mara = { sub: 'mara', personId: 'mara', roles: ['manager'] };
export const ben = { sub: 'ben', personId: 'ben', roles: ['rep'] };
export const vera = { sub: 'vera', personId: null, roles: ['operations_vp'] };
