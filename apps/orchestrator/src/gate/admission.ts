import {
  businessDaysBetween,
  isBusinessDay,
  isQuarterEnd,
  localTime,
  quarterEnd,
  selectWave,
  startOfLocalDay,
  type Policy,
  type Waiting,
} from '@salesagent/governance';
import { businessClock } from '@salesagent/mirror';
import type { EventStore, StreamBatch } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import { noteHeldOut } from '../ladder/cases';
import { heldOutEvent, isLeftAlone, LEFT_ALONE } from '../ladder/holding-out';
import { docketIn, type DocketRow } from './docket-rows';
import { gateEvent } from './gate-log';
import { Surroundings } from './people';
import { policyInForce } from './policy-store';
import { earnedAutonomy, goneBecause, momentOf, rulingOf } from './rulings';

const ORCHESTRATOR = 'orchestrator';
/** How long a proposal waits for a mirror that lags behind the agent's before its missing tier counts as T1. */
const MIRROR_GRACE_MS = 5_000;

export interface WaveResult {
  wave: string;
  admitted: number;
}

/** Gives out attention: proposals are queued, and admitted in waves inside everybody's caps. */
export class Admission {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** Takes new proposals up: what is not what it claims to be is withdrawn, insight goes straight to its gate, ceiling P ends, the rest is queued. */
  async queue(limit = 1000): Promise<number> {
    const fresh = await docketIn(this.store.pool, ['proposed'], { limit });
    if (fresh.length === 0) return 0;
    const { policy } = await policyInForce(this.store.pool);
    const around = await Surroundings.of(this.store.pool, fresh);
    const autonomy = await earnedAutonomy(this.store.pool);
    const now = this.clock.now();
    const moment = await momentOf(this.store.pool, now);
    const settled: {
      row: DocketRow;
      state: 'queued' | 'admitted' | 'prepared' | 'withdrawn';
      why: string;
      lane: string;
    }[] = [];
    for (const row of fresh) {
      if (row.reason !== null) {
        settled.push({ row, state: 'withdrawn', why: row.reason, lane: 'person' });
        continue;
      }
      const ruling = rulingOf(row, policy, around, autonomy, moment);
      if (ruling.mode === 'prepare') {
        const lagging = around.tier(row) !== row.tier_proposed;
        if (lagging && now.getTime() - row.proposed_at.getTime() < MIRROR_GRACE_MS) continue;
        settled.push({ row, state: 'prepared', why: ruling.why.join('; '), lane: 'person' });
      } else if (ruling.mode === 'autonomous' && !row.requested && isLeftAlone(row, ruling.tier, policy)) {
        settled.push({ row, state: 'withdrawn', why: LEFT_ALONE, lane: 'policy' });
      } else if (ruling.mode === 'autonomous') {
        settled.push({ row, state: 'admitted', why: ruling.rule, lane: 'policy' });
      } else settled.push({ row, state: 'queued', why: ruling.rule, lane: 'person' });
    }
    if (settled.length === 0) return 0;
    const heldOut = settled.filter(({ why }) => why === LEFT_ALONE);
    const batches: StreamBatch[] = settled.flatMap(({ row, state, why }) => {
      if (state === 'admitted') return [];
      const { action_id: actionId, action, owner_id: ownerId, expected_value: expectedValue } = row;
      const before = why === LEFT_ALONE ? [heldOutEvent(row, policy, now)] : [];
      const event =
        state === 'queued'
          ? gateEvent('ActionQueued', actionId, { actionId, action, ownerId, expectedValue }, now)
          : gateEvent('ActionWithdrawn', actionId, { actionId, reason: why, outcome: state }, now);
      return [{ stream: actionId, expected: 'any' as const, events: [...before, event] }];
    });
    await this.store.transact(
      batches.map((b) => b.stream),
      async (tx) => {
        if (batches.length > 0) await tx.appendMany(batches);
        for (const { row } of heldOut) await noteHeldOut(tx.client, row, now);
        await tx.client.query(
          `update orchestrator.docket d set state = s.state, lane = s.lane,
             reason = case when s.state in ('prepared', 'withdrawn') then s.why else d.reason end, queued_at = $5::timestamptz,
             decided_at = case when s.state in ('prepared', 'withdrawn') then $5::timestamptz end
           from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as s(id, state, lane, why)
           where d.action_id = s.id and d.state = 'proposed'`,
          [
            settled.map((s) => s.row.action_id),
            settled.map((s) => s.state),
            settled.map((s) => s.lane),
            settled.map((s) => s.why),
            now,
          ],
        );
      },
    );
    return settled.length;
  }

  /**
   * One wave over everything queued, or what a person asked for, or `only` what fits: by when its deal is expected to
   * close (`YYYY-MM-DD`), and whose inbox it would enter.
   */
  async admit(
    wave: string,
    options: { requestedOnly?: boolean; only?: (closes: string | null, personId: string | null) => boolean } = {},
  ): Promise<WaveResult> {
    const { policy } = await policyInForce(this.store.pool);
    const queued = await docketIn(this.store.pool, ['queued'], { lane: 'person' });
    const rows = options.requestedOnly ? queued.filter((r) => r.requested) : queued;
    if (rows.length === 0) return { wave, admitted: 0 };
    const around = await Surroundings.of(this.store.pool, rows);
    const autonomy = await earnedAutonomy(this.store.pool);
    const now = this.clock.now();
    const business = await businessClock(this.store.pool, ORCHESTRATOR);
    const today = localTime(now, policy.calendar.timeZone).date;
    const moment = await momentOf(this.store.pool, now);
    const live = rows.filter((r) => goneBecause(r, around) === null);
    const assignees = new Map(
      live.map((r) => [r.action_id, around.assignee(r, rulingOf(r, policy, around, autonomy, moment).approver.role)]),
    );
    const fits = (r: DocketRow): boolean => {
      const closes = around.deal(r.opportunity_id)?.fields['expectedCloseDate'];
      return options.only?.(typeof closes === 'string' ? closes : null, assignees.get(r.action_id)!.personId) ?? true;
    };
    const { given, busy } = await this.alreadyGiven(startOfLocalDay(today, policy.calendar.timeZone));
    const selected = selectWave({
      waiting: live
        .filter(fits)
        .map((r) => this.waiting(r, assignees.get(r.action_id)?.personId ?? null, around, policy, today)),
      givenToday: options.requestedOnly ? new Map<string, number>() : given,
      busyDeals: busy,
      capOf: (person) =>
        person === null || around.isManager(person) ? policy.docket.decisionsPerManager : policy.docket.decisionsPerRep,
      quiet:
        !options.requestedOnly &&
        business.mode === 'live' &&
        isQuarterEnd(
          today,
          policy.docket.quarterEndQuietBusinessDays,
          policy.calendar.fiscalYearStartMonth,
          policy.calendar,
        ),
    });
    await this.note(wave, selected, rows, assignees, now);
    return { wave, admitted: selected.admitted.length };
  }

  /** Queued longer than the policy keeps: gone without a word to anybody. */
  async expireOverflow(): Promise<number> {
    const queued = await docketIn(this.store.pool, ['queued'], { lane: 'person' });
    if (queued.length === 0) return 0;
    const { policy } = await policyInForce(this.store.pool);
    const now = this.clock.now();
    const { timeZone } = policy.calendar;
    const today = localTime(now, timeZone).date;
    const old = queued.filter(
      (r) =>
        businessDaysBetween(localTime(r.queued_at ?? r.proposed_at, timeZone).date, today, policy.calendar) >
        policy.docket.overflowExpiresInBusinessDays,
    );
    const reason = 'more valuable proposals filled the days since; it expired in the docket';
    await this.store.transact(
      old.map((r) => r.action_id),
      async (tx) => {
        await tx.appendMany(
          old.map(({ action_id: actionId }) => ({
            stream: actionId,
            expected: 'any',
            events: [gateEvent('ActionExpired', actionId, { actionId, reason }, now)],
          })),
        );
        await tx.client.query(
          `update orchestrator.docket set state = 'expired', reason = $2, decided_at = $3
           where action_id = any($1::text[]) and state = 'queued'`,
          [old.map((r) => r.action_id), reason, now],
        );
      },
    );
    return old.length;
  }

  /** True on a business day after the policy's morning hour, in the company's time zone. */
  isMorning(policy: Policy): { due: boolean; date: string } {
    const { date, minutes } = localTime(this.clock.now(), policy.calendar.timeZone);
    const [hours = 0, past = 0] = policy.docket.morning.split(':').map(Number);
    return { due: isBusinessDay(date, policy.calendar) && minutes >= hours * 60 + past, date };
  }

  private waiting(r: DocketRow, assignee: string | null, around: Surroundings, policy: Policy, today: string): Waiting {
    const deal = around.deal(r.opportunity_id);
    const closes = deal?.fields['expectedCloseDate'];
    const closing =
      r.effect === 'terms' ||
      String(deal?.fields['subStage'] ?? '') >= '5.1' ||
      (typeof closes === 'string' && closes <= quarterEnd(today, policy.calendar.fiscalYearStartMonth));
    return {
      actionId: r.action_id,
      effect: r.effect,
      record: r.subject,
      opportunityId: r.opportunity_id,
      expectedValue: r.expected_value,
      assignee,
      closing,
    };
  }

  private async alreadyGiven(since: Date): Promise<{ given: Map<string, number>; busy: Set<string> }> {
    const { pool } = this.store;
    const given = await pool.query<{ person: string; n: number }>(
      `select coalesce(assignee_id, '') as person, count(*)::int as n from orchestrator.docket
       where lane = 'person' and admitted_at >= $1 group by 1`,
      [since],
    );
    const busy = await pool.query<{ opportunity_id: string }>(
      `select distinct opportunity_id from orchestrator.docket
       where lane = 'person' and state in ('admitted', 'open') and opportunity_id is not null`,
    );
    return {
      given: new Map(given.rows.map((r) => [r.person, r.n])),
      busy: new Set(busy.rows.map((r) => r.opportunity_id)),
    };
  }

  private async note(
    wave: string,
    selected: ReturnType<typeof selectWave>,
    rows: readonly DocketRow[],
    assignees: ReadonlyMap<string, { role: string; personId: string | null }>,
    now: Date,
  ): Promise<void> {
    const byId = new Map(rows.map((r) => [r.action_id, r]));
    const batches: StreamBatch[] = [];
    for (const { actionId, rank } of selected.admitted) {
      const data = { actionId, action: byId.get(actionId)?.action, wave, rank, assignee: assignees.get(actionId) };
      batches.push({ stream: actionId, expected: 'any', events: [gateEvent('ActionAdmitted', actionId, data, now)] });
    }
    for (const { actionId, into } of selected.merged) {
      const data = { actionId, reason: `merged into ${into}`, outcome: 'withdrawn' };
      batches.push({ stream: actionId, expected: 'any', events: [gateEvent('ActionWithdrawn', actionId, data, now)] });
    }
    if (batches.length === 0) return;
    await this.store.transact(
      batches.map((b) => b.stream),
      async (tx) => {
        await tx.appendMany(batches);
        await tx.client.query(
          `update orchestrator.docket d set state = 'admitted', wave = $1, rank = a.rank, admitted_at = $2::timestamptz,
             assignee_role = a.role, assignee_id = a.person
           from unnest($3::text[], $4::int[], $5::text[], $6::text[]) as a(id, rank, role, person)
           where d.action_id = a.id and d.state = 'queued'`,
          [
            wave,
            now,
            selected.admitted.map((a) => a.actionId),
            selected.admitted.map((a) => a.rank),
            selected.admitted.map((a) => assignees.get(a.actionId)?.role ?? null),
            selected.admitted.map((a) => assignees.get(a.actionId)?.personId ?? null),
          ],
        );
        await tx.client.query(
          `update orchestrator.docket d set state = 'withdrawn', reason = 'merged into ' || m.into_id, decided_at = $3
           from unnest($1::text[], $2::text[]) as m(id, into_id) where d.action_id = m.id and d.state = 'queued'`,
          [selected.merged.map((m) => m.actionId), selected.merged.map((m) => m.into), now],
        );
      },
    );
  }
}
