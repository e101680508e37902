import {
  measureGroups,
  measureKpis,
  periodUpTo,
  type CompanyAsOf,
  type Grouping,
  type Kpi,
  type Period,
} from '@salesagent/canon/kpi';
import {
  gradedDays,
  makeForecast,
  pastForecasts,
  testSignals,
  type Forecast,
  type Grade,
  type SignalTest,
} from '@salesagent/forecast';
import type { Pool } from 'pg';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { calendarOf, simulationRules, type OpsRules } from '../actions/switches';
import { pastMarks, readCompany, readHistory, type CompanyReading } from '../projection/read-company';

/** How many answers are kept; each is of one day and one state of the projection. */
const KEPT = 40;
/** How many forecasts of past days are kept, over all states of the projection. */
const REPLAYS_KEPT = 200;

export interface DayAsked {
  asOf: string;
  /** ISO instant, or null for everything recorded. */
  knownAt: string | null;
}

/**
 * Everything this service can say about a day. Answers depend on the day and on what is projected, so they are
 * kept until the projection moves; replays of past forecasts for as long as their past stays the same, and they give
 * way to other requests between two forecasts.
 */
export class Analyst {
  private version = '';
  private readonly answers = new Map<string, Promise<unknown>>();
  private readonly replayed = new Map<string, Promise<Forecast>>();

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    readonly rules: OpsRules,
  ) {}

  reading(day: DayAsked): Promise<CompanyReading> {
    return this.once(['reading', day], () => this.read(day));
  }

  async company(day: DayAsked): Promise<CompanyAsOf> {
    return (await this.reading(day)).company;
  }

  signals(day: DayAsked): Promise<SignalTest[]> {
    return this.once(['signals', day], async () => testSignals(await this.company(day)));
  }

  forecast(day: DayAsked): Promise<Forecast> {
    return this.once(['forecast', day], async () =>
      makeForecast(await this.company(day), simulationRules(this.rules), await this.signals(day)),
    );
  }

  /** Forecasts of past quarters replayed from what was known on their days. */
  grades(day: DayAsked): Promise<Grade[]> {
    return this.once(['grades', day], async () => {
      const days = gradedDays(await this.company(day));
      const past = await this.replay(
        days.map((d) => d.asOf),
        day.knownAt,
      );
      return days.map((graded) => ({ ...graded, forecast: past.get(graded.asOf) as Forecast }));
    });
  }

  /**
   * What was forecast on a day is the same from whichever later day it is looked back at, and stays so until
   * something is written down about that day's past: replayed once for all.
   */
  private async replay(days: readonly string[], knownAt: string | null): Promise<Map<string, Forecast>> {
    const marks = await pastMarks(this.pool, this.schema, days, knownAt);
    const name = (day: string): string => JSON.stringify([day, knownAt, marks.get(day)]);
    const missing = days.filter((d) => !this.replayed.has(name(d))).sort();
    if (missing.length > 0) {
      const last = missing.at(-1) as string;
      const history = readHistory(this.pool, this.schema, last, knownAt, calendarOf(this.rules));
      let before: Promise<unknown> = history;
      for (const day of missing) {
        const made = before.then(() => nextTurn()).then(async () => this.forecastOf((await history)(day).company));
        made.catch(() => this.replayed.delete(name(day)));
        this.replayed.set(name(day), made);
        before = made;
      }
    }
    const found = await Promise.all(days.map(async (d) => [d, await this.replayed.get(name(d))] as const));
    for (const key of [...this.replayed.keys()].slice(0, -REPLAYS_KEPT)) this.replayed.delete(key);
    return new Map(found as [string, Forecast][]);
  }

  private forecastOf(company: CompanyAsOf): Forecast {
    return makeForecast(company, simulationRules(this.rules));
  }

  kpis(day: DayAsked, period: Period['id']): Promise<Kpi[]> {
    return this.once(['kpis', day, period], async () => {
      const company = await this.company(day);
      const past = pastForecasts(await this.grades(day));
      return measureKpis(company, this.period(company, period), { pastForecasts: past });
    });
  }

  groups(day: DayAsked, period: Period['id'], by: Grouping): Promise<{ key: string; kpis: Kpi[] }[]> {
    return this.once(['groups', day, period, by], async () => {
      const company = await this.company(day);
      return measureGroups(company, this.period(company, period), by);
    });
  }

  period(company: CompanyAsOf, id: Period['id']): Period {
    return periodUpTo(id, company.asOf, company.fiscalYearStartMonth);
  }

  private read(day: DayAsked): Promise<CompanyReading> {
    return readCompany(this.pool, this.schema, day.asOf, day.knownAt, calendarOf(this.rules));
  }

  private async once<T>(key: readonly unknown[], answer: () => Promise<T>): Promise<T> {
    const version = await this.projected();
    if (version !== this.version) {
      this.answers.clear();
      this.version = version;
    }
    const name = JSON.stringify(key);
    const known = this.answers.get(name) as Promise<T> | undefined;
    if (known) return known;
    const made = answer();
    made.catch(() => this.answers.delete(name));
    this.answers.set(name, made);
    if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value as string);
    return made;
  }

  private async projected(): Promise<string> {
    const { rows } = await this.pool.query<{ version: string }>(
      `select version::text from ${this.schema}.projection_version`,
    );
    return rows[0]?.version ?? '0';
  }
}
