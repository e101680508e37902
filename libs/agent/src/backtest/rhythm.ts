import { addDays, daysBetween } from '@salesagent/canon/sales';
import { lifecyclesSchema, startOfLocalDay, WEEKDAYS, type Lifecycles } from '@salesagent/governance';
import { dataOf, type Playbook } from '@salesagent/playbook';

/** An instant at which the live system asks actions to look at all their subjects. */
export interface Beat {
  at: Date;
  ask: readonly string[];
}

/** Days from which the lifecycles' rounds are counted; any day would do. */
const EPOCH = '1970-01-01';

/**
 * What the operating rhythm and the lifecycles ask for, without anybody asking. Daily looks include those after days
 * without a touch; a lifecycle's round comes every so many days for all accounts at once instead of each on its own.
 */
export class Rhythm {
  private readonly lifecycles: Lifecycles | null;

  constructor(
    playbook: Playbook,
    private readonly timeZone: string,
  ) {
    const data = playbook.data('lifecycles');
    this.lifecycles = data ? dataOf(data, lifecyclesSchema) : null;
  }

  /** Beats within one day of the business clock (which counts days in UTC), in order. */
  of(day: string): Beat[] {
    const beats = [addDays(day, -1), day, addDays(day, 1)].flatMap((date) => this.ofLocal(date));
    return beats
      .filter(({ at }) => at.toISOString().slice(0, 10) === day)
      .sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  private ofLocal(date: string): Beat[] {
    if (!this.lifecycles) return [];
    const { rhythm, deal, prospect, customer } = this.lifecycles;
    const { daily, weekly, monthly } = rhythm;
    const due = (everyDays: number): boolean => daysBetween(EPOCH, date) % everyDays === 0;
    const round = [
      ...(due(deal.noTouchDays) ? deal.ask : []),
      ...(due(prospect.everyDays) ? prospect.ask : []),
      ...(due(customer.everyDays) ? customer.ask : []),
    ];
    const beats: Beat[] = [{ at: this.instant(date, daily.at), ask: [...new Set([...daily.ask, ...round])] }];
    if (WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] === weekly.on)
      beats.push({ at: this.instant(date, weekly.at), ask: weekly.ask });
    if (Number(date.slice(8)) === monthly.day) beats.push({ at: this.instant(date, monthly.at), ask: monthly.ask });
    return beats;
  }

  private instant(date: string, time: string): Date {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return new Date(startOfLocalDay(date, this.timeZone).getTime() + (hours * 60 + minutes) * 60_000);
  }
}
