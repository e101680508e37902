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
import { readCompany, type CompanyReading } from '../projection/read-company';

/** How many answers are kept; each is of one day and one state of the projection. */
const KEPT = 40;

export interface DayAsked {
  asOf: string;
  /** ISO instant, or null for everything recorded. */
  knownAt: string | null;
}

/**
 * Everything this service can say about a day. Answers depend on the day and on what is projected, so they are
 * kept until the projection moves. Long replays give way to other requests between two forecasts.
 */
export class Analyst {
  private version = '';
  private readonly answers = new Map<string, Promise<unknown>>();

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
      const grades: Grade[] = [];
      for (const graded of gradedDays(await this.company(day))) {
        await nextTurn();
        const past = await this.read({ ...day, asOf: graded.asOf });
        grades.push({ ...graded, forecast: makeForecast(past.company, simulationRules(this.rules)) });
      }
      return grades;
    });
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
