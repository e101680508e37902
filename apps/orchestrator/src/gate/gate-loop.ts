import type { EventStore, Found } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { GateActivities } from '@salesagent/workflow/contracts';
import type { Absences } from './absences';
import type { Admission } from './admission';
import type { DecisionDelivery } from './decision-delivery';
import { docketRows } from './docket-rows';
import { IMPORT_PATIENCE_MS, type GateStarts } from './gate-starts';
import type { GateWorkflows } from './gate-workflows';
import { policyInForce } from './policy-store';

/** No new proposal for this long: the pass over an import is over. */
const QUIET_MS = 2_000;
/** The background rests this long after a decision. */
const AFTER_DECISION_MS = 5_000;
/** No record of a backfill came for this long: the import has been read. */
const READ_MS = 10_000;

/**
 * What the gate has to do beside the workflows, over and over: take up proposals, admit waves, start gates, tell
 * open gates that facts changed, deliver decisions. Every step leaves its trace in the database first, so a crash
 * between two steps loses nothing.
 */
export class GateLoop {
  private lastOverflowCheck = 0;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly admission: Admission,
    private readonly gates: GateWorkflows,
    private readonly starts: GateStarts,
    private readonly activities: GateActivities,
    private readonly delivery: DecisionDelivery,
    private readonly absences: Absences,
  ) {}

  /** One turn; true when there is more to do at once, else in how many milliseconds. */
  async turn(): Promise<Found> {
    const queued = await this.admission.queue();
    await this.absences.turn();
    await this.doTodos();
    await this.admitAsked();
    await this.admitAfterImport();
    const rest = await this.starts.turn();
    await this.delivery.redeliver();
    await this.expireOverflow();
    return queued > 0 || rest;
  }

  /** The wave of a business morning; once a day. */
  async admitMorningWave(): Promise<{ admitted: number }> {
    const { policy } = await policyInForce(this.store.pool);
    const { due, date } = this.admission.isMorning(policy);
    if (!due) return { admitted: 0 };
    const wave = `morning/${date}`;
    await this.store.pool.query('insert into orchestrator.wave (wave, due_at) values ($1, $2) on conflict do nothing', [
      wave,
      this.clock.now(),
    ]);
    const { rows } = await this.store.pool.query<{ done: boolean }>(
      'select run_at is not null as done from orchestrator.wave where wave = $1',
      [wave],
    );
    return rows[0]?.done ? { admitted: 0 } : this.run(wave);
  }

  /**
   * True when work in the background may go on: no import is being read, the first wave of each is admitted (or its
   * time is over), every gate is started, and nobody has decided in the last seconds.
   */
  async isCalm(): Promise<boolean> {
    const { rows } = await this.store.pool.query<{ busy: boolean }>(
      `select exists (select from orchestrator.wave where wave like 'import/%' and run_at is null
           and due_at > $1::timestamptz - $2 * interval '1 millisecond')
         or exists (select from orchestrator.docket where state in ('proposed', 'admitted', 'approved')
           and started_at is null and proposed_at > $1::timestamptz - $2 * interval '1 millisecond')
         or exists (select from orchestrator.decision where recorded_at > $1::timestamptz - $3 * interval '1 millisecond')
         or exists (select from orchestrator.lifecycle where backfill
           and pending_since > $1::timestamptz - $4 * interval '1 millisecond')
         as busy`,
      [this.clock.now(), IMPORT_PATIENCE_MS, AFTER_DECISION_MS, READ_MS],
    );
    return rows[0]?.busy === false;
  }

  private async doTodos(): Promise<void> {
    const { rows: todos } = await this.store.pool.query<{
      id: string;
      action_id: string;
      what: string;
      reason: string;
    }>('select id, action_id, what, reason from orchestrator.gate_todo order by id limit 500');
    const rows = new Map(
      (
        await docketRows(
          this.store.pool,
          todos.map((t) => t.action_id),
        )
      ).map((r) => [r.action_id, r]),
    );
    for (const todo of todos) {
      const row = rows.get(todo.action_id);
      // A gate whose workflow is not started yet finds in the log, when it is, that it has ended.
      if (!row || row.started_at === null) {
        if (row && todo.what === 'withdraw')
          await this.activities.withdraw({ actionId: todo.action_id, reason: todo.reason });
        else if (row) await this.activities.recheck({ actionId: todo.action_id });
      } else if (todo.what === 'withdraw') await this.gates.withdraw(todo.action_id, todo.reason);
      else await this.gates.recheck(todo.action_id);
      await this.store.pool.query('delete from orchestrator.gate_todo where id = $1', [todo.id]);
    }
  }

  /** What somebody asked for does not wait for the morning. */
  private async admitAsked(): Promise<void> {
    const { rows } = await this.store.pool.query(
      `select from orchestrator.docket where state = 'queued' and requested limit 1`,
    );
    if (rows.length > 0) await this.admission.admit(`asked/${this.clock.now().toISOString()}`, { requestedOnly: true });
  }

  /** The first wave right after an import, once its proposals are in; later ones of the day fill what caps leave. */
  private async admitAfterImport(): Promise<void> {
    const now = this.clock.now().getTime();
    const { rows } = await this.store.pool.query<{ wave: string; due_at: Date; run_at: Date | null }>(
      `select wave, due_at, run_at from orchestrator.wave where wave like 'import/%' order by due_at desc limit 1`,
    );
    const wave = rows[0];
    if (!wave || now - wave.due_at.getTime() > 12 * 3_600_000) return;
    const { rows: state } = await this.store.pool.query<{ queued: number; fresh: number; newest: Date | null }>(
      `select count(*) filter (where state = 'queued' and (queued_at > $1 or $1 is null))::int as queued,
         count(*) filter (where state = 'proposed')::int as fresh, max(proposed_at) as newest
       from orchestrator.docket where lane = 'person'`,
      [wave.run_at],
    );
    const { queued = 0, fresh = 0, newest = null } = state[0] ?? {};
    if (queued === 0) return;
    const settled = fresh === 0 && newest !== null && now - newest.getTime() >= QUIET_MS;
    if (settled || now - wave.due_at.getTime() > IMPORT_PATIENCE_MS) await this.run(wave.wave);
  }

  private async run(wave: string): Promise<{ admitted: number }> {
    const { admitted } = await this.admission.admit(wave);
    await this.store.pool.query('update orchestrator.wave set run_at = $2, admitted = admitted + $3 where wave = $1', [
      wave,
      this.clock.now(),
      admitted,
    ]);
    return { admitted };
  }

  private async expireOverflow(): Promise<void> {
    const now = this.clock.now().getTime();
    if (now - this.lastOverflowCheck < 60_000) return;
    this.lastOverflowCheck = now;
    await this.admission.expireOverflow();
    // Asked anew with less time, a question ends before its workflow's own timer.
    await this.store.pool.query(
      `insert into orchestrator.gate_todo (action_id, what, reason)
       select action_id, 'recheck', 'its time is over' from orchestrator.docket
       where state = 'open' and least(expires_at, escalates_at) <= $1`,
      [this.clock.now()],
    );
  }
}
