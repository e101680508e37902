import type { WorkingHours } from '@salesagent/governance';
import type { Db } from '../gate/docket-rows';

/** Whether a person wants to be interrupted, and when they may be. */
export interface InterruptionChoice {
  wanted: boolean;
  from: string;
  until: string;
  /** Null: the company's. */
  timeZone: string | null;
}

/** Of whoever has not chosen: CONDUCT.md's working day. */
export const DEFAULT_CHOICE: InterruptionChoice = { wanted: true, from: '08:00', until: '18:00', timeZone: null };

/** What people chose; who is not in it has not. */
export async function interruptionChoices(db: Db): Promise<ReadonlyMap<string, InterruptionChoice>> {
  const { rows } = await db.query<InterruptionChoice & { id: string }>(
    `select person_id as id, interrupt as wanted, hours_from as "from", hours_until as "until", time_zone as "timeZone"
     from orchestrator.channel_preference`,
  );
  return new Map(rows.map(({ id, ...choice }) => [id, choice]));
}

export const hoursOf = (choice: InterruptionChoice, companyTimeZone: string): WorkingHours => ({
  from: choice.from,
  until: choice.until,
  timeZone: choice.timeZone ?? companyTimeZone,
});

/** What this person chose, or what holds without a choice. */
export async function interruptionChoiceOf(db: Db, personId: string): Promise<InterruptionChoice> {
  return (await interruptionChoices(db)).get(personId) ?? DEFAULT_CHOICE;
}

/** For a person whose channels are chosen: the row is there. */
export async function chooseInterruptions(db: Db, personId: string, choice: InterruptionChoice): Promise<void> {
  const { wanted, from, until, timeZone } = choice;
  await db.query(
    `update orchestrator.channel_preference set interrupt = $2, hours_from = $3, hours_until = $4, time_zone = $5
     where person_id = $1`,
    [personId, wanted, from, until, timeZone],
  );
}
