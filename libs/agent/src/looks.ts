import { Logger } from '@nestjs/common';
import { businessDate, parseRecordRef, type Clock, type RecordRef } from '@salesagent/canon/sales';
import type { EventStore } from '@salesagent/event-store';
import { businessClock, type MirrorReader, type MirrorRow } from '@salesagent/mirror';
import type { Playbook } from '@salesagent/playbook';
import type { Pool } from 'pg';
import type { ActionStates } from './action-states';
import { BatchContext } from './batch-context';
import { commit, type CommitOptions, type Taken } from './commit';
import type { CompanyFacts } from './company-facts';
import type { Action, GatherContext } from './define';
import type { Documents } from './documents';
import { gatherAndDecide, materialOf, putIntoWords } from './evaluate';
import type { EvaluationQueue, Evaluation } from './evaluation-queue';
import type { Outcome } from './outcome';
import type { Seals } from './personal';
import { Reading, type ModelReader } from './reading';
import { silentBecause, streamOf, type ActionState } from './reconcile';
import type { ActionSettings } from './settings';
import { Pen, type ModelWriter } from './writing';

/** What looks are taken with. */
export interface LookParts {
  store: EventStore;
  pool: Pool;
  schema: string;
  clock: Clock;
  /** The one in force when it is asked. */
  playbook: () => Playbook;
  /** Null in services that neither read nor write personal text. */
  sealer: (Seals & { openDeep(value: unknown): Promise<unknown> }) | null;
  /** Those that are switched on, by id, and what the playbook says of each. */
  actions: ReadonlyMap<string, Action>;
  settings: ReadonlyMap<string, ActionSettings>;
  facts: CompanyFacts;
  states: ActionStates;
  queue: EvaluationQueue;
  /** Those of the company; absent in services none of whose actions asks. */
  documents?: Documents;
  /** Null where no model may word or read anything: the service has none, or cannot keep what it writes sealed. */
  models: { writer: ModelWriter; reader: ModelReader } | null;
  /** Aborted when the service stops: what waits for a model then stays in the queue. */
  stopping: () => AbortSignal;
}

/** Looks taken side by side: each waits for the database most of its time. */
const AT_ONCE = 4;
/** Drafts a model words of those due at once. More are an import or a backlog, which must not wait for it. */
const WORDED_AT_MOST = 25;
/** Looks of those due at once whose texts a model reads; likewise. */
const READ_AT_MOST = 25;
const IN_A_PASS = 'in a pass over all subjects';

/** What the looks of a batch ask models with. */
interface Models {
  pen: Pen;
  reading: Reading;
}

/** Takes looks – one action at one subject each – and appends what they came to. */
export class Looks {
  private readonly logger = new Logger(Looks.name);

  constructor(readonly parts: LookParts) {}

  /** What looks of one batch share, as of now. @param records those they are about; null for all of the company */
  async context(
    mirror: MirrorReader,
    records: readonly RecordRef[] | null,
    playbook: Playbook = this.parts.playbook(),
  ): Promise<BatchContext> {
    const { pool, schema, clock, facts, states, sealer, documents } = this.parts;
    return new BatchContext({
      mirror,
      businessDate: businessDate(await businessClock(pool, schema), clock),
      winCurve: await facts.winCurve(pool),
      playbook,
      tallies: await facts.tallies(pool, records),
      turnedDown: await states.turnedDown(pool, records),
      holds: (type, field) => facts.holds(pool, type, field),
      open: (value) => sealer?.openDeep(value) ?? Promise.resolve(value),
      ...(documents && { documents }),
    });
  }

  /** @param inPass they belong to a pass over all subjects, which is struck off as a whole */
  async take(rows: readonly Evaluation[], context: BatchContext, inPass: boolean): Promise<void> {
    const taken: Taken[] = [];
    const models: Models = { pen: this.penFor(rows, inPass), reading: this.readingFor(rows, inPass) };
    const { states, pool } = this.parts;
    const before = models.pen.asks ? await states.read(pool, rows.map(streamOf)) : null;
    for (let at = 0; at < rows.length && !isStopped(models); at += AT_ONCE) {
      const looks = rows.slice(at, at + AT_ONCE).map((row) => this.look(row, context, models, before, inPass));
      taken.push(...(await Promise.all(looks)).filter((look) => look !== null));
    }
    await commit(taken, this.commitOptions(context.sources.businessDate));
  }

  /** Business instant of what is appended on a day of the business clock. */
  occurredOn(date: string): Date {
    const now = this.parts.clock.now();
    return date === now.toISOString().slice(0, 10) ? now : new Date(`${date}T23:59:59.000Z`);
  }

  private penFor(rows: readonly Evaluation[], inPass: boolean): Pen {
    const { models, actions, stopping } = this.parts;
    if (!models) return Pen.templates('no model is configured');
    if (inPass) return Pen.templates(`it was drafted ${IN_A_PASS}`);
    // Looks whose words no customer reads ask no model, however many an event wakes beside a draft.
    const drafts = rows.filter(({ action }) => actions.get(action)?.reader === 'customer').length;
    if (drafts > WORDED_AT_MOST) return Pen.templates(`${drafts} drafts were due at once`);
    return Pen.model(models.writer, { signal: stopping() });
  }

  private readingFor(rows: readonly Evaluation[], inPass: boolean): Reading {
    const { models, actions, stopping } = this.parts;
    if (!models) return Reading.without('no model is configured');
    if (inPass) return Reading.without(`it was read ${IN_A_PASS}`, models.reader);
    const readers = rows.filter(({ action }) => actions.get(action)?.read).length;
    if (readers > READ_AT_MOST) return Reading.without(`${readers} looks were due at once`, models.reader);
    return Reading.model(models.reader, { signal: stopping() });
  }

  private async look(
    row: Evaluation,
    context: BatchContext,
    models: Models,
    before: ReadonlyMap<string, ActionState> | null,
    inPass: boolean,
  ): Promise<Taken | null> {
    const { actions, settings, queue, pool } = this.parts;
    const action = actions.get(row.action);
    const of = settings.get(row.action);
    if (!action || !of) {
      if (!inPass) await queue.done(pool, [row]);
      return null;
    }
    try {
      const subject = await subjectOf(row, action, context.sources.mirror);
      const state = before?.get(streamOf(row)) ?? null;
      const outcome = await this.outcomeOf(action, subject, context.for(of.section, action), of, models, state);
      const { cause, correlationId, traceparent } = row;
      const requests = inPass ? [] : row.requests;
      const evaluated = { action: action.id, subject: row.subject, outcome };
      return { evaluated, cause, correlationId, traceparent, requests, row: inPass ? null : row };
    } catch (error) {
      // Given up since the service stops: it is still in the queue, and is taken after the next start.
      if (isStopped(models)) return null;
      await this.failed(row, error, inPass);
      return null;
    }
  }

  /** A model is asked only for what will be recorded: words for what is known already would be paid and thrown away. */
  private async outcomeOf(
    action: Action,
    subject: MirrorRow | null,
    context: GatherContext,
    settings: ActionSettings,
    { pen, reading }: Models,
    state: ActionState | null,
  ): Promise<Outcome> {
    const decided = await gatherAndDecide(action, subject, context, settings, reading);
    if ('kind' in decided) return decided;
    const asked = { effect: action.effect, now: this.parts.clock.now() };
    const { kind } = decided.decision;
    const silent = state && silentBecause(kind, materialOf(decided.decision, settings), state, asked);
    return putIntoWords(action, subject!, decided, context, settings, silent ? Pen.templates(silent) : pen);
  }

  /** One subject that cannot be evaluated holds up nobody: it is tried again by itself, later. */
  private async failed(row: Evaluation, error: unknown, inPass: boolean): Promise<void> {
    this.logger.error(`${row.action} could not look at ${row.subject}: ${String(error)}`);
    const { queue, pool, clock } = this.parts;
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!inPass) return queue.postpone(row, problem);
    const client = await pool.connect();
    try {
      const later = new Date(clock.now().getTime() + 5_000);
      await queue.add(client, [{ ...row, requestId: null, importRecordedAt: null }], later);
    } finally {
      client.release();
    }
  }

  private commitOptions(date: string): CommitOptions {
    const { store, states, queue, sealer, settings, actions, clock } = this.parts;
    return {
      ...{ store, states, queue, settings, actions },
      seals: sealer,
      occurredAt: this.occurredOn(date),
      now: clock.now(),
      businessDate: date,
    };
  }
}

const isStopped = ({ pen, reading }: Models): boolean => pen.stopped || reading.stopped;

function subjectOf(row: Evaluation, action: Action, mirror: MirrorReader) {
  const { type, id } = parseRecordRef(row.subject);
  return type === action.subjectType ? mirror.get(type, id) : Promise.resolve(null);
}
