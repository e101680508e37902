import { Logger } from '@nestjs/common';
import type { Projection } from '@salesagent/bus';
import { eventDefinition, type IntegrationEvent } from '@salesagent/canon/events';
import {
  businessDate,
  parseRecordRef,
  recordRef,
  type Clock,
  type RecordRef,
  type RecordType,
} from '@salesagent/canon/sales';
import { FollowLoop, schemaName, type EventStore } from '@salesagent/event-store';
import {
  BusinessClockProjection,
  businessClock,
  MirrorBuilding,
  MirrorProjection,
  type MirrorReader,
  MirrorSnapshot,
  RememberingMirror,
  SqlMirror,
} from '@salesagent/mirror';
import type { Playbook } from '@salesagent/playbook';
import type { Pool, PoolClient } from 'pg';
import { ActionStates } from './action-states';
import { BatchContext } from './batch-context';
import { commit, COMMIT_SIZE, type CommitOptions, type Taken } from './commit';
import { CompanyFacts } from './company-facts';
import type { Action } from './define';
import { evaluate } from './evaluate';
import { EvaluationQueue, type Evaluation } from './evaluation-queue';
import { declaredNeeds } from './needs';
import type { Seals } from './personal';
import { recordPrepared } from './prepared';
import { settingsOf, type ActionSettings, type ActionSwitch } from './settings';
import { wantedBy } from './triggers';

export interface AgentRuntimeOptions {
  store: EventStore;
  playbook: Playbook;
  actions: readonly Action[];
  clock: Clock;
  /** Null in services that neither read nor write personal text. */
  sealer: (Seals & { openDeep(value: unknown): Promise<unknown> }) | null;
  /** True when the bus has nothing left for this service: a pass after an import waits for it. */
  caughtUp: () => Promise<boolean>;
}

/** Above this many single looks at once the mirror is read whole instead of row by row. */
const SNAPSHOT_FROM = 500;
const SINGLES = 1_000;
/** Looks taken side by side: each waits for the database most of its time. */
const AT_ONCE = 4;

/** Types of events that some action counts per record. */
const countedBy = (actions: readonly Action[]): string[] => [...new Set(actions.flatMap((a) => a.counts ?? []))];

/** Runs a service's actions: consumes what triggers them, takes the looks, appends what they came to. */
export class AgentRuntime {
  readonly switches: ReadonlyMap<string, ActionSwitch>;
  private readonly logger = new Logger(AgentRuntime.name);
  private readonly schema: string;
  private readonly pool: Pool;
  private readonly actions: Map<string, Action>;
  private readonly settings = new Map<string, ActionSettings>();
  private readonly mirror: MirrorProjection;
  private readonly clockProjection: BusinessClockProjection;
  private readonly facts: CompanyFacts;
  private readonly states: ActionStates;
  private readonly queue: EvaluationQueue;
  private readonly loop: FollowLoop;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: AgentRuntimeOptions) {
    const { store, actions, playbook } = options;
    this.schema = schemaName(store.schema);
    this.pool = store.pool;
    this.switches = new Map(actions.map((a) => [a.id, settingsOf(a, playbook)]));
    for (const [id, s] of this.switches) {
      if (s.on) this.settings.set(id, s.settings);
      else this.logger.warn(`${id} is off: ${s.reason}`);
    }
    this.actions = new Map(actions.filter((a) => this.settings.has(a.id)).map((a) => [a.id, a]));
    // An action that is off still has its mirror, so that it can be switched on without a rebuild.
    this.mirror = new MirrorProjection({ schema: this.schema, declares: declaredNeeds(actions) });
    this.clockProjection = new BusinessClockProjection({ schema: this.schema });
    this.facts = new CompanyFacts(this.schema, countedBy(actions));
    this.states = new ActionStates(this.schema);
    this.queue = new EvaluationQueue(this.pool, this.schema);
    this.loop = new FollowLoop(
      () => this.step(),
      (error, attempt) => this.logger.warn(`Looks not taken (attempt ${attempt}), trying again: ${String(error)}`),
      { shortest: 250, apart: 20 },
    );
  }

  /** Topics to consume, without the company. */
  topics(): string[] {
    const triggers = [...this.options.actions].flatMap((a) =>
      a.on.flatMap((t) => eventDefinition(typeof t === 'string' ? t : t.event)?.topic ?? []),
    );
    const followed = ['gate.action', 'execution.action', 'crm.import'];
    const known = eventDefinition('RecordDeleted')?.topic;
    return [...new Set([...this.mirror.topics(), ...triggers, ...followed, ...(known ? [known] : [])])];
  }

  /**
   * What the service knows of the company, as a projection that can be built again. Episodes and looks are no part of
   * it: the service's own decisions write them too.
   */
  projection(name: string): Projection {
    const { actions } = this.options;
    return {
      name,
      tables: ['mirror', 'business_clock', 'company_fact', 'tally'],
      into: (schema) => {
        const mirror = new MirrorProjection({ schema, declares: declaredNeeds(actions) });
        const clock = new BusinessClockProjection({ schema });
        const facts = new CompanyFacts(schema, countedBy(actions));
        return async (events, client) => {
          await mirror.apply(events, client);
          await clock.apply(events, client);
          await facts.apply(events, client);
        };
      },
      building: (schema) => {
        const mirror = new MirrorBuilding({ schema, declares: declaredNeeds(actions) });
        const clock = new BusinessClockProjection({ schema });
        const facts = new CompanyFacts(schema, countedBy(actions));
        return {
          apply: async (events, client) => {
            await mirror.apply(events, client);
            await clock.apply(events, client);
            await facts.apply(events, client);
          },
          committed: () => mirror.committed(),
          complete: (client) => mirror.complete(client),
        };
      },
    };
  }

  /** The consumer's effect: mirror, facts, episodes and what is to be looked at, in its transaction. */
  async handle(events: IntegrationEvent[], client: PoolClient): Promise<void> {
    await this.mirror.apply(events, client);
    await this.clockProjection.apply(events, client);
    await this.facts.apply(events, client);
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
    const clock = await businessClock(this.pool, this.schema);
    const { occurredAt } = this.commitOptions(businessDate(clock, this.options.clock));
    await recordPrepared(this.options.store, this.states, occurredAt);
    const passes = await this.runnable(await this.queue.passes());
    if (passes.length > 0) {
      await this.runPasses(passes);
      return true;
    }
    const singles = await this.queue.singles(SINGLES);
    if (singles.length === 0) return false;
    await this.runSingles(singles);
    return true;
  }

  /** Passes wait until the import that asked for them is complete, consumed, and known to the curve. */
  private async runnable(passes: Evaluation[]): Promise<Evaluation[]> {
    if (passes.length === 0 || !(await this.options.caughtUp())) return [];
    const lastImport = await this.facts.lastImport(this.pool);
    const curve = await this.facts.winCurve(this.pool);
    return passes.filter((pass) => {
      const action = this.actions.get(pass.action);
      if (!action) return true;
      const asked = pass.importRecordedAt?.toISOString();
      if (asked && (!lastImport || lastImport.recordedAt < asked)) return false;
      return !action.uses?.winCurve || (curve !== null && (!lastImport || curve.asOf >= lastImport.asOf));
    });
  }

  private async runPasses(passes: readonly Evaluation[]): Promise<void> {
    const actions = passes.flatMap((p) => this.actions.get(p.action) ?? []);
    const types = Object.keys(declaredNeeds(actions)) as RecordType[];
    const snapshot = await MirrorSnapshot.load(this.pool, this.schema, types);
    const context = await this.context(snapshot, null);
    for (const pass of passes) {
      const action = this.actions.get(pass.action);
      if (action) await this.runPass(action, pass, snapshot, context);
      await this.queue.done(this.pool, [pass]);
    }
  }

  private async runPass(
    action: Action,
    pass: Evaluation,
    snapshot: MirrorSnapshot,
    context: BatchContext,
  ): Promise<void> {
    const eligible = snapshot.rows(action.subjectType).filter((row) => (action.eligible?.(row) ?? true) === true);
    const subjects = new Set([
      ...eligible.map((row) => recordRef(action.subjectType, row.id)),
      // What is no subject any more but still has a proposal standing is looked at to take it back.
      ...(await this.states.standing(this.pool, action.id)).filter((s) => s !== 'company'),
    ]);
    const all = [...subjects].sort();
    for (let from = 0; from < all.length; from += COMMIT_SIZE) {
      const rows = all.slice(from, from + COMMIT_SIZE).map((subject) => ({ ...pass, subject }));
      await this.take(rows, context, true);
    }
  }

  private async runSingles(singles: readonly Evaluation[]): Promise<void> {
    const whole = singles.length >= SNAPSHOT_FROM;
    const reader = whole
      ? await MirrorSnapshot.load(this.pool, this.schema)
      : new RememberingMirror(new SqlMirror(this.pool, this.schema));
    const records = whole ? null : singles.map((s) => s.subject as RecordRef);
    if (records) await Promise.all([...byType(records)].map(([type, ids]) => reader.many(type, ids)));
    await this.take(singles, await this.context(reader, records), false);
  }

  private async take(rows: readonly Evaluation[], context: BatchContext, inPass: boolean): Promise<void> {
    const taken: Taken[] = [];
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const looks = rows.slice(at, at + AT_ONCE).map((row) => this.look(row, context, inPass));
      taken.push(...(await Promise.all(looks)).filter((look) => look !== null));
    }
    await commit(taken, this.commitOptions(context.sources.businessDate));
  }

  private async look(row: Evaluation, context: BatchContext, inPass: boolean): Promise<Taken | null> {
    const action = this.actions.get(row.action);
    const settings = this.settings.get(row.action);
    if (!action || !settings) {
      if (!inPass) await this.queue.done(this.pool, [row]);
      return null;
    }
    try {
      const subject = await this.subjectOf(row, action, context.sources.mirror);
      const outcome = await evaluate(action, subject, context.for(settings.section), settings);
      const { cause, correlationId, traceparent } = row;
      const requests = inPass ? [] : row.requests;
      const evaluated = { action: action.id, subject: row.subject, outcome };
      return { evaluated, cause, correlationId, traceparent, requests, row: inPass ? null : row };
    } catch (error) {
      await this.failed(row, error, inPass);
      return null;
    }
  }

  private subjectOf(row: Evaluation, action: Action, mirror: MirrorReader) {
    const { type, id } = parseRecordRef(row.subject);
    return type === action.subjectType ? mirror.get(type, id) : Promise.resolve(null);
  }

  /** One subject that cannot be evaluated holds up nobody: it is tried again by itself, later. */
  private async failed(row: Evaluation, error: unknown, inPass: boolean): Promise<void> {
    this.logger.error(`${row.action} could not look at ${row.subject}: ${String(error)}`);
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!inPass) return this.queue.postpone(row, problem);
    const client = await this.pool.connect();
    try {
      const later = new Date(this.options.clock.now().getTime() + 5_000);
      await this.queue.add(client, [{ ...row, requestId: null, importRecordedAt: null }], later);
    } finally {
      client.release();
    }
  }

  private async context(mirror: MirrorReader, records: readonly RecordRef[] | null): Promise<BatchContext> {
    const clock = await businessClock(this.pool, this.schema);
    return new BatchContext({
      mirror,
      businessDate: businessDate(clock, this.options.clock),
      winCurve: await this.facts.winCurve(this.pool),
      playbook: this.options.playbook,
      tallies: await this.facts.tallies(this.pool, records),
      holds: (type, field) => this.facts.holds(this.pool, type, field),
      open: (value) => this.options.sealer?.openDeep(value) ?? Promise.resolve(value),
    });
  }

  private commitOptions(date: string): CommitOptions {
    const now = this.options.clock.now();
    const live = date === now.toISOString().slice(0, 10);
    return {
      store: this.options.store,
      states: this.states,
      queue: this.queue,
      seals: this.options.sealer,
      occurredAt: live ? now : new Date(`${date}T23:59:59.000Z`),
      now,
      businessDate: date,
      settings: this.settings,
      actions: this.actions,
    };
  }
}

function byType(records: readonly RecordRef[]): Map<RecordType, string[]> {
  const ids = new Map<RecordType, string[]>();
  for (const { type, id } of records.map(parseRecordRef)) ids.set(type, [...(ids.get(type) ?? []), id]);
  return ids;
}
