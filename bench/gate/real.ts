import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JWK } from 'jose';
import type { Pool, PoolClient } from 'pg';
import { INTEGRATION_EVENTS, topicOf, type IntegrationEvent, type Proposal } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import { EventStore } from '@salesagent/event-store';
import { proposalDigest } from '@salesagent/governance';
import { readPolicyFiles } from '@salesagent/playbook';
import { Sealer } from '@salesagent/sealing';
import {
  startWorker,
  TASK_QUEUES,
  workflowBundle,
  type Client,
  type GatewayActivities,
  type RunningWorker,
} from '@salesagent/workflow';
import { Executor } from '../../apps/gateway/src/execution/executor';
import { storePayloads } from '../../apps/gateway/src/execution/payloads';
import { PermitVerifier } from '../../apps/gateway/src/execution/permit';
import { Admission } from '../../apps/orchestrator/src/gate/admission';
import { GateWorkflows } from '../../apps/orchestrator/src/gate/gate-workflows';
import { DecisionSeal } from '../../apps/orchestrator/src/gate/decision-seal';
import { permitSigner } from '../../apps/orchestrator/src/gate/permits';
import { settlePolicy } from '../../apps/orchestrator/src/gate/policy-store';
import { lifecyclesOf } from '../../apps/orchestrator/src/lifecycles/lifecycles-of';
import { Orchestration } from '../../apps/orchestrator/src/orchestration';
import { Steps } from './steps';

const COMPANY = 'bench';
const STEPS = ['openGate', 'authorize', 'noteOutcome'] as const;
const ANNA = { sub: 'anna', personId: 'anna', roles: ['rep'] };
const CLOCK = { now: () => new Date() };

/** Orchestrator's gate and gateway's execution as they are, on one database, without HTTP and without the bus. */
export class RealGate {
  readonly name = 'gate';
  readonly steps = new Steps();
  private readonly proposals = new Map<string, Proposal>();
  private sequence = 0;

  private constructor(
    private readonly pool: Pool,
    private readonly orchestration: Orchestration,
    private readonly gates: GateWorkflows,
    private readonly admission: Admission,
    private readonly workers: RunningWorker[],
  ) {}

  static async start(
    pool: Pool,
    { client, address, root, playbooks }: { client: Client; address: string; root: string; playbooks: string },
  ): Promise<RealGate> {
    const { file, publicKey } = permitKeys();
    const policyFiles = () => readPolicyFiles(playbooks, COMPANY);
    const store = new EventStore(pool, { schema: 'orchestrator', ...INTEGRATION_EVENTS });
    const orchestration = new Orchestration({
      ...{
        store,
        clock: CLOCK,
        client,
        sign: permitSigner(file),
        seal: new DecisionSeal(file),
        lifecycles: lifecyclesOf(playbooks, COMPANY),
        policyFiles,
      },
    });
    await settlePolicy(pool, policyFiles());
    const executor = new Executor({
      store: new EventStore(pool, { schema: 'gateway', ...INTEGRATION_EVENTS }),
      ...{ pool, sealer: new Sealer(pool), permits: new PermitVerifier(publicKey, CLOCK), clock: CLOCK },
      render: () => Promise.reject(new Error('no document is written here')),
      changed: () => undefined,
    });
    const admission = new Admission(store, CLOCK);
    const real = new RealGate(pool, orchestration, new GateWorkflows(client), admission, []);
    const at = { address, namespace: client.options.namespace };
    real.workers.push(
      await startWorker({
        ...at,
        taskQueue: TASK_QUEUES.orchestrator,
        activities: real.steps.measured(orchestration.activities, STEPS),
        workflowBundle: await workflowBundle({
          workflowsPath: require.resolve('../../apps/orchestrator/src/workflows'),
          root,
        }),
      }),
      await startWorker({
        ...at,
        taskQueue: TASK_QUEUES.gateway,
        activities: real.steps.measured<GatewayActivities>({ execute: (input) => executor.execute(input) }, [
          'execute',
        ]),
      }),
    );
    await real.people();
    return real;
  }

  /** Admitted proposals, each a task about a deal of its own; what a round begins with. */
  async prepare(actionIds: readonly string[]): Promise<void> {
    const ids = actionIds.map(idOf);
    await this.pool.query(
      `insert into crm.account (id, name, owner_id, tier) select 'acc-' || id, id, 'anna', 'T2' from unnest($1::text[]) as d(id)`,
      [ids],
    );
    await this.pool.query(
      `insert into crm.opportunity (id, account_id, owner_id, sub_stage, amount)
       select id, 'acc-' || id, 'anna', '4.1', 1000 from unnest($1::text[]) as d(id)`,
      [ids],
    );
    const proposals = ids.map(proposalOf);
    const events = proposals.flatMap((p, n) => this.eventsOf(ids[n]!, p));
    for (const p of proposals) this.proposals.set(p.actionId, p);
    await this.inTransaction((client) => this.orchestration.handle(events, client));
    await this.inTransaction((client) => storePayloads(events, client));
    await this.pool.query('update orchestrator.lifecycle set pending_since = null');
    await this.pool.query(`update orchestrator.docket set requested = true where state = 'proposed'`);
    await this.admit();
  }

  async one(actionId: string): Promise<void> {
    const { digest } = this.proposals.get(actionId)!;
    const opened = this.steps.untilOpened(actionId);
    await this.steps.time('start', () => this.gates.start(actionId, 'person'));
    await opened;
    const answer = await this.steps.time('decide', () =>
      this.orchestration.decisions.take({ actionId, decision: 'approve', digest, evidenceOpened: true }, ANNA),
    );
    if (answer.state !== 'approved') throw new Error(`${actionId} is ${answer.state}: ${answer.message}`);
    const ended = await this.gates.handle(actionId).result();
    if (ended !== 'executed') throw new Error(`${actionId} ended as ${String(ended)}`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }

  /** Waves until all are admitted: each gives a person as much as a day's cap. Their gates are started one by one later. */
  private async admit(): Promise<void> {
    await this.admission.queue();
    for (let wave = 1; ; wave++) {
      const { admitted } = await this.admission.admit(`bench/${this.sequence}/${wave}`, { requestedOnly: true });
      if (admitted === 0) break;
    }
    const { rows } = await this.pool.query<{ state: string; n: number }>(
      `select state, count(*)::int as n from orchestrator.docket where state not in ('admitted', 'executed') group by 1`,
    );
    if (rows.length > 0) throw new Error(`not all were admitted: ${JSON.stringify(rows)}`);
  }

  private async people(): Promise<void> {
    await this.pool.query(`insert into crm.person (id, role, active) values ('mara', 'manager', true)`);
    await this.pool.query(`insert into crm.person (id, role, active, manager_id) values ('anna', 'rep', true, 'mara')`);
    const [anna, mara] = [
      { role: 'rep', managerId: 'mara', active: true },
      { role: 'manager', active: true },
    ];
    const events = [this.record('person', 'anna', anna), this.record('person', 'mara', mara)];
    await this.inTransaction((client) => this.orchestration.handle(events, client));
  }

  private eventsOf(id: string, proposal: Proposal): IntegrationEvent[] {
    const deal = { accountId: `acc-${id}`, ownerId: 'anna', subStage: '4.1', amount: 1000 };
    return [
      this.record('account', `acc-${id}`, { name: id, ownerId: 'anna', tier: 'T2' }),
      this.record('opportunity', id, deal),
      this.event('ActionProposed', `${proposal.action}:${proposal.subject}`, proposal, 'qualification'),
    ];
  }

  private record(recordType: 'person' | 'account' | 'opportunity', recordId: string, set: object): IntegrationEvent {
    const type = { person: 'PersonRegistered', account: 'AccountCreated', opportunity: 'OpportunityCreated' }[
      recordType
    ];
    const data = { recordType, recordId, recordVersion: 1, set, by: 'anna' };
    return this.event(type, `${recordType}/${recordId}`, data, 'gateway');
  }

  private event(type: string, key: string, data: object, source: IntegrationEvent['source']): IntegrationEvent {
    const id = `${type}-${++this.sequence}`;
    const at = new Date().toISOString();
    const place = { company: COMPANY, source, topic: topicOf(COMPANY, type), key, sequence: 1 };
    return { id, type, version: 1, ...place, occurredAt: at, recordedAt: at, correlationId: id, causationId: id, data };
  }

  private async inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await work(client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
}

const ACTION = 'stalled-deal-alert';
export const actionIdOf = (id: string): string => `${ACTION}:opportunity/${id}:1`;
const idOf = (actionId: string): string => actionId.split(':')[1]!.slice('opportunity/'.length);

function proposalOf(id: string): Proposal {
  const subject = `opportunity/${id}`;
  const change: Change = {
    ...{ kind: 'task', ownerId: 'anna', title: 'Ask for the next step', body: 'What won deals did next' },
    ...{ dueInBusinessDays: 2, opportunityId: id, accountId: `acc-${id}` },
  } as Change;
  const digest = proposalDigest({ action: ACTION, subject, change });
  return {
    ...{ actionId: actionIdOf(id), action: ACTION, agent: 'qualification', effect: 'task', subject },
    ...{ accountId: `acc-${id}`, ownerId: 'anna', tier: 'T2', title: 'Ask for the next step', why: 'it stalled' },
    ...{ facts: {}, evidence: [], citations: [], draft: null, change, digest, recordVersion: 1 },
    attention: { pWin: 0.5, amount: 1000, uplift: 0.1, minutes: 5, hourlyCost: 60, expectedValue: 45, priors: [] },
    ...{ playbookVersion: 'v1', businessDate: new Date().toISOString().slice(0, 10) },
  } as Proposal;
}

/** A pair of keys as `npm start` makes them: the file is orchestrator's, the public key gateway's. */
function permitKeys(): { file: string; publicKey: JWK } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const file = join(mkdtempSync(join(tmpdir(), 'permit-')), 'private.jwk');
  writeFileSync(file, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'EdDSA' }), { mode: 0o600 });
  return { file, publicKey: publicKey.export({ format: 'jwk' }) as JWK };
}
