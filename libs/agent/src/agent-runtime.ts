import { Logger } from '@nestjs/common';
import type { Projection } from '@salesagent/bus';
import { eventDefinition, type IntegrationEvent } from '@salesagent/canon/events';
import { businessDate } from '@salesagent/canon/sales';
import { FollowLoop, schemaName } from '@salesagent/event-store';
import type { LanguageModel } from '@salesagent/llm';
import { businessClock, SqlMirror } from '@salesagent/mirror';
import type { PoolClient } from 'pg';
import { ActionStates } from './action-states';
import { CompanyKnowledge } from './company-knowledge';
import type { Action } from './define';
import { EvaluationQueue } from './evaluation-queue';
import { Looks, type LookParts } from './looks';
import { Passes } from './passes';
import { recordPrepared } from './prepared';
import { settingsOf, type ActionSettings, type ActionSwitch } from './settings';
import { takeSingles } from './singles';
import { wantedBy } from './triggers';
import { writerOf } from './writing';

export interface AgentRuntimeOptions extends Pick<LookParts, 'store' | 'playbook' | 'clock' | 'sealer'> {
  actions: readonly Action[];
  /** True when the bus has nothing left for this service: a pass after an import waits for it. */
  caughtUp: () => Promise<boolean>;
  /** Words drafts where an action lets it; needs a sealer, since what it writes is kept sealed. */
  model?: LanguageModel;
  /** Slug of the company, for the model's budget. */
  company?: string;
}

/** Runs a service's actions: consumes what triggers them, takes the looks, appends what they came to. */
export class AgentRuntime {
  readonly switches: ReadonlyMap<string, ActionSwitch>;
  private readonly logger = new Logger(AgentRuntime.name);
  private readonly schema: string;
  private readonly settings = new Map<string, ActionSettings>();
  private readonly actions: ReadonlyMap<string, Action>;
  private readonly knowledge: CompanyKnowledge;
  private readonly states: ActionStates;
  private readonly queue: EvaluationQueue;
  private readonly looks: Looks;
  private readonly passes: Passes;
  private readonly loop: FollowLoop;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: AgentRuntimeOptions) {
    const { store, actions, playbook, clock, sealer, caughtUp } = options;
    this.schema = schemaName(store.schema);
    this.switches = new Map(actions.map((a) => [a.id, settingsOf(a, playbook)]));
    for (const [id, s] of this.switches) {
      if (s.on) this.settings.set(id, s.settings);
      else this.logger.warn(`${id} is off: ${s.reason}`);
    }
    this.actions = new Map(actions.filter((a) => this.settings.has(a.id)).map((a) => [a.id, a]));
    this.knowledge = new CompanyKnowledge(this.schema, actions);
    this.states = new ActionStates(this.schema);
    this.queue = new EvaluationQueue(store.pool, this.schema);
    const { model, company } = options;
    const writer = writerOf({ model, company, sealer, pool: store.pool, schema: this.schema });
    this.looks = new Looks({
      ...{ store, pool: store.pool, schema: this.schema, clock, playbook, sealer, actions: this.actions },
      ...{ settings: this.settings, facts: this.knowledge.facts, states: this.states, queue: this.queue, writer },
    });
    this.passes = new Passes(this.looks, caughtUp);
    this.loop = new FollowLoop(
      () => this.step(),
      (error, attempt) => this.logger.warn(`Looks not taken (attempt ${attempt}), trying again: ${String(error)}`),
      { shortest: 250, apart: 20 },
    );
  }

  /** Topics to consume, without the company. */
  topics(): string[] {
    const triggers = this.options.actions.flatMap((a) =>
      a.on.flatMap((t) => eventDefinition(typeof t === 'string' ? t : t.event)?.topic ?? []),
    );
    const followed = ['gate.action', 'execution.action', 'crm.import'];
    const known = eventDefinition('RecordDeleted')?.topic;
    return [...new Set([...this.knowledge.topics(), ...triggers, ...followed, ...(known ? [known] : [])])];
  }

  /**
   * What the service knows of the company, as a projection that can be built again. Episodes and looks are no part of
   * it: the service's own decisions write them too.
   */
  projection(name: string): Projection {
    return this.knowledge.projection(name);
  }

  /** The consumer's effect: what is known, episodes and what is to be looked at, in its transaction. */
  async handle(events: IntegrationEvent[], client: PoolClient): Promise<void> {
    await this.knowledge.apply(events, client);
    await this.states.follow(client, events, (action) => this.settings.get(action)?.cooldownDays ?? 30);
    const wanted = await wantedBy(events, [...this.actions.values()], new SqlMirror(client, this.schema));
    await this.queue.add(client, wanted);
  }

  start(): void {
    this.loop.start();
  }
  async stop(): Promise<void> {
    await this.loop.stop();
  }
  wake(): void {
    this.loop.wake();
  }

  /** Looks still to be taken. */
  waiting(): Promise<number> {
    return this.queue.waiting();
  }

  /** Takes every look that can be taken now. */
  async settle(): Promise<void> {
    while (await this.step());
  }

  /** One batch; true when there may be more. */
  private step(): Promise<boolean> {
    const result = this.turn.then(() => this.takeBatch());
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async takeBatch(): Promise<boolean> {
    const { store, clock } = this.options;
    const today = businessDate(await businessClock(store.pool, this.schema), clock);
    await recordPrepared(store, this.states, this.looks.occurredOn(today));
    return (await this.passes.run()) || takeSingles(this.looks);
  }
}
