import { eventId } from '@salesagent/canon/events';
import {
  endOfBusinessDay,
  interruptionVerdict,
  isAtWork,
  isLead,
  isQuarterEnd,
  localTime,
  restOfWeek,
  startOfLocalDay,
  type Policy,
} from '@salesagent/governance';
import { businessClock, SqlMirror } from '@salesagent/mirror';
import type { EventStore, StoreTransaction } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { Admission } from '../gate/admission';
import { docketRow, type Db } from '../gate/docket-rows';
import { Surroundings } from '../gate/people';
import { policyInForce } from '../gate/policy-store';
import { momentOf } from '../gate/rulings';
import { closingIsQueued, noteClosing } from './closing-deals';
import { DEFAULT_CHOICE, hoursOf, interruptionChoices, type InterruptionChoice } from './preferences';
import { waitingAfter, type Waiting } from './waiting';

/** All that a turn reads once. */
interface Now {
  at: Date;
  policy: Policy;
  quiet: boolean;
  choices: ReadonlyMap<string, InterruptionChoice>;
}

/** A docket that is over its caps is not asked again more often. */
const ADMITS_EVERY_MS = 15_000;

/**
 * What does not wait for the batch of the morning (CONDUCT.md): a hot inbound, a customer's escalation, a decision on a
 * deal that closes this week. Told to whom it concerns now, within their hours and caps, once; the event is what tells.
 */
export class Interruptions {
  private lastAdmission = 0;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly admission: Pick<Admission, 'admit'>,
  ) {}

  /** @returns how many were settled, one way or the other */
  async turn(): Promise<number> {
    const { pool } = this.store;
    const now = this.clock.now();
    // A frozen clock has no this week, and what an import told is past.
    if ((await businessClock(pool, 'orchestrator')).mode !== 'live') return this.endAll(now);
    const { businessDate: today } = await momentOf(pool, now);
    const { policy } = await policyInForce(pool);
    const choices = await interruptionChoices(pool);
    const { quarterEndQuietBusinessDays: days } = policy.docket;
    const quiet = isQuarterEnd(today, days, policy.calendar.fiscalYearStartMonth, policy.calendar);
    const at = { at: now, policy, quiet, choices };
    await this.admitClosing(at, today);
    await noteClosing(pool, today, now);
    let settled = 0;
    // All of them: those that wait for somebody's hours are many in the evening, and hide nothing behind them.
    for (let last: Waiting | undefined; ;) {
      const rows = await waitingAfter(pool, last);
      if (rows.length === 0) return settled;
      const around = await Surroundings.of(pool, rows);
      for (const row of rows) if (await this.settle(row, around, at)) settled++;
      last = rows.at(-1);
    }
  }

  /** Proposals about deals that close this week enter the inbox of who is at work now, inside the caps of the day. */
  private async admitClosing({ at, policy, choices }: Now, today: string): Promise<void> {
    if (Math.abs(at.getTime() - this.lastAdmission) < ADMITS_EVERY_MS) return;
    this.lastAdmission = at.getTime();
    if (!(await closingIsQueued(this.store.pool, today))) return;
    const { from, until } = restOfWeek(today);
    const { calendar } = policy;
    await this.admission.admit(`closing/${at.toISOString()}`, {
      only: (closes, personId) =>
        closes !== null &&
        closes >= from &&
        closes <= until &&
        personId !== null &&
        isAtWork(at, hoursOf(choices.get(personId) ?? DEFAULT_CHOICE, calendar.timeZone), calendar),
    });
  }

  private async settle(row: Waiting, around: Surroundings, now: Now): Promise<boolean> {
    const { policy, choices, at, quiet } = now;
    const { calendar, docket } = policy;
    const reason = await this.goneBecause(row);
    if (reason !== null) return this.over(row, reason, at);
    const personId = row.asked_id ?? around.assignee(row, 'owner').personId;
    const choice = personId === null ? null : (choices.get(personId) ?? DEFAULT_CHOICE);
    const expiresAt = endOfBusinessDay(row.at, 1, calendar);
    const verdict = (today: number) =>
      interruptionVerdict({
        ...{ kind: row.kind, today, quiet, now: at, expiresAt, calendar },
        person: choice && { wanted: choice.wanted, hours: hoursOf(choice, calendar.timeZone) },
        cap: around.isManager(personId) ? docket.decisionsPerManager : docket.decisionsPerRep,
      });
    const first = verdict(0);
    if (!first.now) return first.over && this.over(row, first.why, at);
    const midnight = startOfLocalDay(localTime(at, calendar.timeZone).date, calendar.timeZone);
    // Counted under a lock of the person, so that no two instances tell them one too many.
    return this.store.transact([streamOf(row), `interruptions-of/${personId!}`], async (tx) => {
      if (!verdict(await toldSince(tx.client, personId!, midnight)).now) return false;
      return this.raise(tx, row, personId!, expiresAt, at);
    });
  }

  private async raise(
    tx: StoreTransaction,
    row: Waiting,
    personId: string,
    expiresAt: Date,
    now: Date,
  ): Promise<boolean> {
    const { interruption_id: interruptionId, kind, subject, account_id: accountId, action_id: actionId } = row;
    const { rowCount } = await tx.client.query(
      `update orchestrator.interruption set state = 'raised', person_id = $2, settled_at = $3
       where interruption_id = $1 and state = 'waiting'`,
      [interruptionId, personId, now],
    );
    if (rowCount === 0) return false;
    const stream = streamOf(row);
    const data = { interruptionId, kind, personId, subject, accountId, actionId, expiresAt: expiresAt.toISOString() };
    const origin = { correlationId: actionId ?? stream, causationId: actionId ?? stream, actor: 'orchestrator' };
    const id = eventId(interruptionId, stream, 'InterruptionRaised');
    await tx.append(stream, 'none', [{ id, type: 'InterruptionRaised', data, occurredAt: now, ...origin }]);
    return true;
  }

  /** Why there is nothing to interrupt for any more; null while there is. */
  private async goneBecause({ kind, action_id, asked_id, account_id }: Waiting): Promise<string | null> {
    if (action_id !== null) {
      const asked = await docketRow(this.store.pool, action_id);
      return asked?.state === 'open' && asked.approver_id === asked_id ? null : 'nobody is asked it any more';
    }
    if (kind !== 'hot-inbound' || account_id === null) return null;
    const mirror = new SqlMirror(this.store.pool, 'orchestrator');
    const deals = await mirror.where('opportunity', 'accountId', account_id);
    const openDeals = deals
      .filter(({ fields }) => typeof fields['outcome'] !== 'string')
      .map(({ fields }) => String(fields['subStage'] ?? ''));
    const lifecycle = (await mirror.get('account', account_id))?.fields['lifecycle'];
    const known = { lifecycle: typeof lifecycle === 'string' ? lifecycle : null, openDeals };
    return isLead(known) ? null : 'it is no lead, but a conversation that is going on';
  }

  private async over({ interruption_id }: Waiting, why: string, now: Date): Promise<true> {
    await this.store.pool.query(
      `update orchestrator.interruption set state = 'over', why = $2, settled_at = $3
       where interruption_id = $1 and state = 'waiting'`,
      [interruption_id, why, now],
    );
    return true;
  }

  private async endAll(now: Date): Promise<number> {
    const { rowCount } = await this.store.pool.query(
      `update orchestrator.interruption set state = 'over', why = 'the business clock is frozen', settled_at = $1
       where state = 'waiting'`,
      [now],
    );
    return rowCount ?? 0;
  }
}

const streamOf = ({ interruption_id }: Pick<Waiting, 'interruption_id'>): string => `interruption/${interruption_id}`;

async function toldSince(db: Db, personId: string, since: Date): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from orchestrator.interruption
     where person_id = $1 and state = 'raised' and settled_at >= $2`,
    [personId, since],
  );
  return rows[0]?.n ?? 0;
}
