import { eventId } from '@salesagent/canon/events';
import { absenceProblem, localTime, type Absence, type AbsenceState } from '@salesagent/governance';
import { SqlMirror } from '@salesagent/mirror';
import type { EventStore, EventToAppend, StoreTransaction } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { DecidedBy } from './decisions';
import type { Db } from './docket-rows';
import { colleaguesOf } from './people';
import { policyInForce } from './policy-store';

export interface AbsenceView extends Absence {
  state: Exclude<AbsenceState, 'over'>;
  /** Who set it. */
  by: string;
  setAt: Date;
}

export class AbsenceRefused extends Error {
  constructor(
    readonly code: 'bad-absence' | 'not-yours' | 'not-away',
    message: string,
  ) {
    super(message);
    this.name = 'AbsenceRefused';
  }
}

const streamOf = (personId: string): string => `absence/${personId}`;
/** How an absence stands on day `$1`. */
const STATE = `case when $1::date < from_day then 'planned' when $1::date <= until_day then 'standing' else 'over' end`;

/**
 * Who is away, and who decides meanwhile: one absence a person, set by themselves, their manager or operations.
 * Questions that stand are looked at again when one begins, changes or ends, and go to whom they then are for.
 */
export class Absences {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** Those that stand or are to come, the next first. */
  async list(): Promise<AbsenceView[]> {
    const { rows } = await this.store.pool.query<AbsenceView>(
      `select person_id as "personId", from_day::text as "from", until_day::text as "until",
         delegate_id as "delegateId", state, by, set_at as "setAt"
       from orchestrator.absence where state <> 'over' order by from_day, person_id`,
    );
    return rows;
  }

  /** Sets somebody away, in place of what was set before. @throws AbsenceRefused */
  async set(absence: Absence, who: DecidedBy): Promise<AbsenceView> {
    const { personId, from, until, delegateId } = absence;
    const people = await this.mustBeTheirs(personId, who);
    const today = await this.today();
    const problem = absenceProblem(absence, today, people);
    if (problem !== null) throw new AbsenceRefused('bad-absence', problem);
    const by = who.personId ?? who.sub;
    const now = this.clock.now();
    await this.store.transact([streamOf(personId)], async (tx) => {
      await tx.client.query(
        `insert into orchestrator.absence as a (person_id, from_day, until_day, delegate_id, by, set_at, state)
         select $2, from_day, until_day, $5, $6, $7, ${STATE}
         from (select $3::date as from_day, $4::date as until_day) as d
         on conflict (person_id) do update set from_day = excluded.from_day, until_day = excluded.until_day,
           delegate_id = excluded.delegate_id, by = excluded.by, set_at = excluded.set_at, state = excluded.state`,
        [today, personId, from, until, delegateId, by, now],
      );
      await tx.append(streamOf(personId), 'any', [absenceEvent('AbsenceSet', { ...absence, by }, now)]);
      await lookAgain(tx);
    });
    return (await this.list()).find((a) => a.personId === personId)!;
  }

  /** Somebody is back, or does not go after all. @throws AbsenceRefused */
  async end(personId: string, who: DecidedBy): Promise<void> {
    await this.mustBeTheirs(personId, who);
    const ended = await this.over(personId, who.personId ?? who.sub);
    if (!ended) throw new AbsenceRefused('not-away', `${personId} is not away, and nothing is planned`);
  }

  /** Lets absences begin and end with the company's calendar. @returns how many did */
  async turn(): Promise<number> {
    const today = await this.today();
    const { rows } = await this.store.pool.query<{ id: string; state: AbsenceState }>(
      `select person_id as id, ${STATE} as state from orchestrator.absence where state <> 'over' and state <> ${STATE}`,
      [today],
    );
    for (const { id, state } of rows) {
      if (state === 'over') await this.over(id, 'calendar');
      else
        await this.store.transact([streamOf(id)], async (tx) => {
          await tx.client.query(`update orchestrator.absence set state = ${STATE} where person_id = $2`, [today, id]);
          await lookAgain(tx);
        });
    }
    return rows.length;
  }

  private async over(personId: string, by: string): Promise<boolean> {
    return this.store.transact([streamOf(personId)], async (tx) => {
      const { rowCount } = await tx.client.query(
        `update orchestrator.absence set state = 'over' where person_id = $1 and state <> 'over'`,
        [personId],
      );
      if (!rowCount) return false;
      const now = this.clock.now();
      await tx.append(streamOf(personId), 'any', [absenceEvent('AbsenceEnded', { personId, by }, now)]);
      await lookAgain(tx);
      return true;
    });
  }

  private async mustBeTheirs(personId: string, who: DecidedBy): Promise<ReturnType<typeof colleaguesOf>> {
    const people = colleaguesOf(await new SqlMirror(this.store.pool, 'orchestrator').all('person'));
    const managerId = people.get(personId)?.managerId ?? null;
    const theirs = who.personId !== null && (who.personId === personId || who.personId === managerId);
    if (!theirs && !who.roles.includes('operations_vp'))
      throw new AbsenceRefused('not-yours', 'This is for the person themselves, their manager or operations to set');
    return people;
  }

  private async today(): Promise<string> {
    const { policy } = await policyInForce(this.store.pool);
    return localTime(this.clock.now(), policy.calendar.timeZone).date;
  }
}

function absenceEvent(
  type: 'AbsenceSet' | 'AbsenceEnded',
  data: { personId: string; by: string },
  at: Date,
): EventToAppend {
  const id = eventId(at.toISOString(), streamOf(data.personId), type);
  const origin = { correlationId: streamOf(data.personId), causationId: streamOf(data.personId) };
  return { id, type, data, occurredAt: at, ...origin, actor: data.by };
}

/** Whose turn it is may be otherwise now, for every question that stands. */
async function lookAgain({ client }: StoreTransaction): Promise<void> {
  await client.query(
    `insert into orchestrator.gate_todo (action_id, what, reason)
     select action_id, 'recheck', 'somebody is away or back' from orchestrator.docket
     where lane = 'person' and state in ('admitted', 'open')`,
  );
}

/** Until when somebody is away now, `YYYY-MM-DD`; null when they are here. */
export async function awayUntil(db: Db, personId: string | null): Promise<string | null> {
  const { rows } = await db.query<{ until: string }>(
    `select until_day::text as until from orchestrator.absence where person_id = $1 and state = 'standing'`,
    [personId],
  );
  return rows[0]?.until ?? null;
}
