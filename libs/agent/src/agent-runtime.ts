import { Logger } from '@nestjs/common';
import type { Projection } from '@salesagent/bus';
import { eventDefinition, type IntegrationEvent } from '@salesagent/canon/events';
import { businessDate } from '@salesagent/canon/sales';
import { FollowLoop, schemaName } from '@salesagent/event-store';
import type { LanguageModel } from '@salesagent/llm';
import { businessClock, SqlMirror } from '@salesagent/mirror';
import type { Playbook, PlaybookFile } from '@salesagent/playbook';
import type { PoolClient } from 'pg';
import { ActionStates } from './action-states';
import { affected, type AffectedAction } from './affected/affected';
import type { PublishedPlaybook } from './company-facts';
import { CompanyKnowledge } from './company-knowledge';
import type { Action } from './define';
import type { Documents } from './documents';
import { EvaluationQueue } from './evaluation-queue';
import { Looks, type LookParts } from './looks';
import { Passes } from './passes';
import { recordPrepared } from './prepared';
import type { ActionSwitch } from './settings';
import { takeSingles } from './singles';
import { Switchboard } from './switchboard';
import { lookAgain, wantedBy, wantedByDeletions } from './triggers';
import { modelsOf } from './writing';

export interface AgentRuntimeOptions extends Pick<LookParts, 'store' | 'clock' | 'sealer'> {
  /** What it starts by. */
  playbook: Playbook;
  /** What was published of it; else it is that of the playbooks folder. */
  published?: PublishedPlaybook | null;
  actions: readonly Action[];
  /** True when the bus has nothing left for this service: a pass after an import waits for it. */
  caughtUp: () => Promise<boolean>;
  /** The firm's playbook with what was published for the company in place of its folder. */
  compile: (published: readonly PlaybookFile[]) => Playbook;
  /** Words drafts where an action lets it; needs a sealer, since what it writes is kept sealed. */
  model?: LanguageModel;
  /** Documents of the company; absent where no action asks them. */
  documents?: Documents;
  /** Slug of the company, for the model's budget. */
  company?: string;
}

/** Runs a service's actions: consumes what triggers them, takes the looks, appends what they came to. */
export class AgentRuntime {
  private readonly logger = new Logger(AgentRuntime.name);
  private readonly schema: string;
  private readonly board: Switchboard;
  private readonly knowledge: CompanyKnowledge;
  private readonly states: ActionStates;
  private readonly queue: EvaluationQueue;
  private readonly looks: Looks;
  private readonly passes: Passes;
  private readonly loop: FollowLoop;
  private turn: Promise<unknown> = Promise.resolve();
  private stopping = new AbortController();
  private adopted: PublishedPlaybook | null = null;

  constructor(private readonly options: AgentRuntimeOptions) {
    const { store, actions, clock, sealer, caughtUp } = options;
    this.schema = schemaName(store.schema);
    const board = new Switchboard(actions, options.playbook, (words) => this.logger.warn(words));
    this.board = board;
    if (options.published) this.noteTakenUp(options.published);
    this.knowledge = new CompanyKnowledge(this.schema, actions);
    this.states = new ActionStates(this.schema);
    this.queue = new EvaluationQueue(store.pool, this.schema);
    const { model, company, documents } = options;
    const models = modelsOf({ model, company, sealer, pool: store.pool, schema: this.schema });
    this.looks = new Looks({
      ...{ store, pool: store.pool, schema: this.schema, clock, sealer, actions: board.actions },
      ...{ settings: board.settings, facts: this.knowledge.facts, states: this.states, queue: this.queue, models },
      ...{ playbook: () => board.playbook, stopping: () => this.stopping.signal },
      ...(documents && { documents }),
    });
    this.passes = new Passes(this.looks, caughtUp);
    this.loop = new FollowLoop(
      () => this.step(),
      (error, attempt) => this.logger.warn(`Looks not taken (attempt ${attempt}), trying again: ${String(error)}`),
      { shortest: 250, apart: 20 },
    );
  }

  /** Which actions are on, and why the others are off. */
  get switches(): ReadonlyMap<string, ActionSwitch> {
    return this.board.switches;
  }

  /** The playbook that is acted by now. */
  get playbook(): Playbook {
    return this.board.playbook;
  }

  /** Where the company's layer of it comes from; a published one whose version is another was made over another base. */
  get playbookOrigin(): { version: string; origin: 'playbooks' | 'published'; signed: string | null } {
    const origin = this.adopted ? 'published' : 'playbooks';
    return { version: this.playbook.version, origin, signed: this.adopted?.version ?? null };
  }

  /** What another playbook would have the actions decide otherwise of the records as they are now. Nothing is written. */
  affected(candidate: Playbook): Promise<AffectedAction[]> {
    return affected(this.looks, this.options.actions, candidate);
  }

  /** Topics to consume, without the company. */
  topics(): string[] {
    const triggers = this.options.actions.flatMap((a) =>
      a.on.flatMap((t) => eventDefinition(typeof t === 'string' ? t : t.event)?.topic ?? []),
    );
    const followed = ['gate.action', 'gate.playbook', 'execution.action', 'crm.import'];
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
    const actions = [...this.board.actions.values()];
    const mirror = new SqlMirror(client, this.schema);
    const gone = await wantedByDeletions(events, actions, mirror);
    await this.knowledge.apply(events, client);
    await this.states.follow(client, events, (action) => this.board.settings.get(action)?.cooldownDays ?? 30);
    const wanted = await wantedBy(events, actions, mirror);
    await this.queue.add(client, [...gone, ...wanted, ...lookAgain(events, this.options.actions)]);
  }

  start(): void {
    this.loop.start();
  }
  /** Ends after the batch that is under way; what it asks a model for is given up and asked for after the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop.stop();
    this.stopping = new AbortController();
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
    await this.takeUpPlaybook();
    const { store, clock } = this.options;
    const today = businessDate(await businessClock(store.pool, this.schema), clock);
    await recordPrepared(store, this.states, this.looks.occurredOn(today));
    return (await this.passes.run()) || takeSingles(this.looks);
  }

  /**
   * Takes up what was published since the last batch. The passes it asks for were queued in the transaction that noted it,
   * so whoever takes one of them reads the new playbook.
   */
  private async takeUpPlaybook(): Promise<void> {
    const { pool } = this.options.store;
    const id = await this.knowledge.facts.publishedPlaybookId(pool);
    if (id === null || id === this.adopted?.proposalId) return;
    const published = await this.knowledge.facts.publishedPlaybook(pool);
    if (!published) return;
    this.board.adopt(this.options.compile(published.files));
    this.noteTakenUp(published);
  }

  private noteTakenUp(published: PublishedPlaybook): void {
    this.adopted = published;
    const { version } = this.playbook;
    this.logger.log(`Playbook ${version} taken up: proposed by ${published.proposedBy}, signed by ${published.by}`);
    if (version !== published.version)
      this.logger.warn(`Signed was ${published.version}: this service has another playbooks folder than orchestrator`);
  }
}
