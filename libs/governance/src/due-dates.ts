import { addDays } from '@salesagent/canon/sales';
import type { Lifecycles } from './lifecycles';

/** A moment at which agents are to look; `what` names the reason and, where there are several, of what it is. */
export interface DueDate {
  /** `silence`, `stall`, `meeting:{activity}`, `close-date`, `cadence`, `renewal:{contract}:{days}`, `qbr:{contract}`. */
  what: string;
  /** ISO 8601; the occurrence a request is known by. */
  nominalTime: string;
}

/** Days count from midnight, so what is due on a day is due when people begin to work. */
const MORNING = 'T06:00:00.000Z';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const morningOf = (date: string): string => `${date.slice(0, 10)}${MORNING}`;
const later = (instant: string, milliseconds: number): string =>
  new Date(Date.parse(instant) + milliseconds).toISOString();

export interface DealTimes {
  /** When its lifecycle began, when anybody last touched it, when it entered its sub-stage (ISO 8601, real time). */
  since: string;
  touchedAt: string | null;
  enteredAt: string | null;
  subStage: string | null;
  /** `YYYY-MM-DD`. */
  expectedCloseDate: string | null;
  meetings: readonly { id: string; at: string }[];
  asked: readonly DueDate[];
}

/** Every moment an open deal waits for. A silence that was asked about is counted on from there. */
export function dealDueDates({ deal }: Pick<Lifecycles, 'deal'>, times: DealTimes): DueDate[] {
  const stalls = deal.stall.days[times.subStage as keyof typeof deal.stall.days];
  const entered = times.enteredAt ?? times.since;
  return [
    { what: 'silence', nominalTime: again('silence', times.touchedAt ?? times.since, deal.noTouchDays, times.asked) },
    ...(stalls === undefined ? [] : [{ what: 'stall', nominalTime: later(entered, stalls * DAY) }]),
    ...times.meetings.map(({ id, at }) => ({
      what: `meeting:${id}`,
      nominalTime: later(at, -deal.meeting.hoursBefore * HOUR),
    })),
    ...(times.expectedCloseDate === null
      ? []
      : [{ what: 'close-date', nominalTime: morningOf(addDays(times.expectedCloseDate, 1)) }]),
  ];
}

export interface AccountTimes {
  since: string;
  touchedAt: string | null;
  customer: boolean;
  /** Contracts that run, with the days (`YYYY-MM-DD`) on which they began and are to be renewed. */
  contracts: readonly { id: string; startDate: string | null; renewalDate: string | null }[];
  asked: readonly DueDate[];
}

/** Every moment a live account waits for. */
export function accountDueDates(
  playbook: Pick<Lifecycles, 'prospect' | 'customer' | 'renewal' | 'qbr'>,
  times: AccountTimes,
): DueDate[] {
  const rhythm = times.customer ? playbook.customer : playbook.prospect;
  const { asked, since } = times;
  const nextBeat = again('cadence', since, rhythm.everyDays, asked);
  return [
    { what: 'cadence', nominalTime: morningOf(nextBeat) },
    { what: 'silence', nominalTime: again('silence', times.touchedAt ?? since, rhythm.silence.days, asked) },
    ...times.contracts.flatMap(({ id, renewalDate }) =>
      renewalDate === null
        ? []
        : playbook.renewal.daysBefore.map((days) => ({
            what: `renewal:${id}:${days}`,
            nominalTime: morningOf(addDays(renewalDate, -days)),
          })),
    ),
    ...times.contracts.flatMap(({ id, startDate }) =>
      startDate === null ? [] : [{ what: `qbr:${id}`, nominalTime: nextReview(id, startDate, playbook.qbr, times) }],
    ),
  ];
}

/** The business review of a contract is every so many months from its beginning; what is due is its preparation. */
function nextReview(
  id: string,
  startDate: string,
  { everyMonths, daysBefore }: Lifecycles['qbr'],
  { since, asked }: AccountTimes,
): string {
  const after = lastAsked(`qbr:${id}`, asked) ?? since;
  const [year, month, day] = startDate.slice(0, 10).split('-').map(Number) as [number, number, number];
  for (let n = 1; ; n++) {
    const months = month - 1 + n * everyMonths;
    // A contract of the 31st is reviewed on the last day of a shorter month.
    const lastDay = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
    const review = new Date(Date.UTC(year, months, Math.min(day, lastDay))).toISOString();
    const due = morningOf(addDays(review, -daysBefore));
    if (due > after) return due;
  }
}

const lastAsked = (what: string, asked: readonly DueDate[]): string | undefined =>
  asked.find((a) => a.what === what)?.nominalTime;

/** So many days after `from`, or after the last time it was asked for where that is later. */
function again(what: string, from: string, days: number, asked: readonly DueDate[]): string {
  const last = lastAsked(what, asked);
  return later(last !== undefined && last > from ? last : from, days * DAY);
}

/**
 * The earliest moment that was not asked for, and of what was asked for as much as is still to be remembered. What was
 * due before the lifecycle began is not made up for: a backfill of old deals asks nothing.
 */
export function nextDue(
  dates: readonly DueDate[],
  { since, asked }: { since: string; asked: readonly DueDate[] },
): { due: DueDate | null; asked: DueDate[] } {
  const remembered = asked.filter((a) => dates.some((d) => d.what === a.what));
  const open = dates.filter(({ what, nominalTime }) => {
    const last = lastAsked(what, remembered);
    return nominalTime > since && (last === undefined || nominalTime > last);
  });
  open.sort((a, b) => a.nominalTime.localeCompare(b.nominalTime) || a.what.localeCompare(b.what));
  return { due: open[0] ?? null, asked: remembered };
}
