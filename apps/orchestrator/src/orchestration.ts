import type { Projection } from '@salesagent/bus';
import type { Client } from '@salesagent/workflow';
import { FollowLoop, type EventStore } from '@salesagent/event-store';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { BusinessClockProjection, MirrorBuilding, MirrorProjection } from '@salesagent/mirror';
import type { Lifecycles } from '@salesagent/governance';
import type { Clock } from '@salesagent/platform';
import type { PolicyFiles } from '@salesagent/playbook';
import type { DocketActivities, GateActivities, LifecycleActivities } from '@salesagent/workflow/contracts';
import type { PoolClient } from 'pg';
import { Absences } from './gate/absences';
import { Admission } from './gate/admission';
import { DecisionDelivery } from './gate/decision-delivery';
import { Decisions } from './gate/decisions';
import type { DecisionSeal } from './gate/decision-seal';
import { gateActivities } from './gate/gate-activities';
import { GateLoop } from './gate/gate-loop';
import { GateStarts } from './gate/gate-starts';
import { GateWorkflows } from './gate/gate-workflows';
import { GATE_TOPICS, noteForGate } from './gate/intake';
import type { SignPermit } from './gate/permits';
import { CrmFields } from './gate/crm-fields';
import { Policies } from './gate/policies';
import { Tierings } from './gate/tierings';
import { policyInForce } from './gate/policy-store';
import { INTERRUPTION_TOPICS, noteInterruptions } from './interruptions/intake';
import { Interruptions } from './interruptions/interruptions';
import { Handoffs } from './lifecycles/handoffs';
import { Checks } from './ladder/checks';
import { Ladder } from './ladder/ladder';
import { noteForLadder } from './ladder/cases';
import { LIFECYCLE_TOPICS, noteForLifecycles } from './lifecycles/intake';
import { lifecycleActivities } from './lifecycles/lifecycle-activities';
import { LifecycleStarter } from './lifecycles/lifecycle-starter';

const SCHEMA = 'orchestrator';

/** Records and fields that the gate and the lifecycles read. */
const DECLARES = {
  person: ['role', 'managerId', 'active'],
  account: ['name', 'ownerId', 'tier', 'lifecycle', 'employees', 'revenue', 'createdAt', 'agentIcpScore'],
  opportunity: [
    'accountId',
    'ownerId',
    'contactId',
    'subStage',
    'outcome',
    'amount',
    'expectedCloseDate',
    'nextStepDate',
    'meddicc',
  ],
  contact: ['accountId'],
  contract: ['accountId', 'startDate', 'renewalDate', 'endedAt', 'status'],
  document: ['opportunityId'],
  task: ['opportunityId', 'status'],
  case: ['accountId'],
};

/**
 * What orchestrator knows of the CRM. The docket and its kin are no projection of the bus: the gate's own decisions
 * write them too.
 */
export const MIRROR: Projection = {
  name: 'orchestrator.mirror',
  tables: ['mirror', 'business_clock'],
  into: (schema) => {
    const mirror = new MirrorProjection({ schema, declares: DECLARES });
    const clock = new BusinessClockProjection({ schema });
    return async (events, client) => {
      await mirror.apply(events, client);
      await clock.apply(events, client);
    };
  },
  building: (schema) => {
    const mirror = new MirrorBuilding({ schema, declares: DECLARES });
    const clock = new BusinessClockProjection({ schema });
    return {
      apply: async (events, client) => {
        await mirror.apply(events, client);
        await clock.apply(events, client);
      },
      committed: () => mirror.committed(),
      complete: (client) => mirror.complete(client),
    };
  },
};

export interface OrchestrationOptions {
  store: EventStore;
  clock: Clock;
  client: Client;
  sign: SignPermit;
  seal: DecisionSeal;
  /** When agents look, and what a deal should have by when: `lifecycles.yaml` of the playbook. */
  lifecycles: Lifecycles;
  /** The `policy.yaml` of the firm and of the company, as they are now. */
  policyFiles: () => PolicyFiles;
  onError?: (error: unknown) => void;
}

/**
 * The two halves of the service side by side: the gate and the lifecycles share the mirror and nothing else. This
 * is the only place that knows both.
 */
export class Orchestration {
  readonly topics: readonly string[];
  readonly activities: GateActivities & LifecycleActivities & DocketActivities;
  readonly decisions: Decisions;
  readonly tierings: Tierings;
  readonly policies: Policies;
  readonly crmFields: CrmFields;
  readonly handoffs: Handoffs;
  readonly absences: Absences;
  readonly ladder: Ladder;
  readonly checks: Checks;
  readonly interruptions: Interruptions;
  readonly gate: GateLoop;
  readonly starter: LifecycleStarter;
  private readonly mirror = new MirrorProjection({ schema: SCHEMA, declares: DECLARES });
  private readonly businessClock = new BusinessClockProjection({ schema: SCHEMA });
  private readonly loops: FollowLoop[];

  constructor({
    store,
    clock,
    client,
    sign,
    seal,
    lifecycles,
    policyFiles,
    onError = () => undefined,
  }: OrchestrationOptions) {
    const gate = gateActivities(store, clock, sign, seal);
    const workflows = new GateWorkflows(client);
    const delivery = new DecisionDelivery(store, clock, workflows);
    this.checks = new Checks(store, clock);
    this.decisions = new Decisions(store, clock, delivery, seal, this.checks);
    this.tierings = new Tierings(store, clock);
    this.policies = new Policies(store, clock, policyFiles);
    this.crmFields = new CrmFields(store, clock, sign);
    this.absences = new Absences(store, clock);
    this.ladder = new Ladder(store, clock);
    const admission = new Admission(store, clock);
    this.interruptions = new Interruptions(store, clock, admission);
    const starts = new GateStarts(store, clock, workflows);
    this.gate = new GateLoop(store, clock, admission, workflows, starts, gate, delivery, this.absences);
    this.starter = new LifecycleStarter(store, clock, client, () => this.gate.isCalm());
    // Working days are the policy's, which is the gate's; the lifecycles only count by them.
    const calendar = async () => (await policyInForce(store.pool)).policy.calendar;
    this.handoffs = new Handoffs(store, clock, lifecycles.handoff, calendar);
    this.activities = {
      ...gate,
      ...lifecycleActivities({ store, clock, calendar, playbook: lifecycles, handoffs: this.handoffs }),
      admitMorningWave: () => this.gate.admitMorningWave(),
    };
    this.topics = [
      ...new Set([
        ...[...this.mirror.topics(), ...this.businessClock.topics(), ...GATE_TOPICS, ...LIFECYCLE_TOPICS],
        ...INTERRUPTION_TOPICS,
      ]),
    ];
    this.loops = [
      new FollowLoop(async () => (await this.ladder.turn()) > 0, onError, { idle: 1_000, shortest: 250, apart: 50 }),
      new FollowLoop(async () => (await this.interruptions.turn()) > 0, onError, {
        ...{ idle: 1_000, shortest: 250, apart: 50 },
      }),
      new FollowLoop(() => this.gate.turn(), onError, { idle: 500, shortest: 250, apart: 50 }),
      new FollowLoop(() => this.starter.turn(), onError, { idle: 1_000, shortest: 250, apart: 50 }),
    ];
  }

  /** One batch of the bus, in the consumer's transaction. */
  async handle(events: IntegrationEvent[], client: PoolClient): Promise<void> {
    const touched = await this.mirror.apply(events, client);
    await this.businessClock.apply(events, client);
    await noteForGate(events, touched, client);
    await noteForLadder(events, client);
    await noteForLifecycles(events, touched, client);
    await noteInterruptions(events, client);
  }

  wake(): void {
    for (const loop of this.loops) loop.wake();
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }
}
