import { ACTIONS, type ActionName } from '@salesagent/canon/sales';
import { DEFAULT_RULES, type ForecastRules } from '@salesagent/forecast';
import type { Playbook } from '@salesagent/playbook';
import { rulesOf } from '@salesagent/playbook';
import { forecastRules, type ForecastActionRules } from './forecast/rules';
import { reportRules, type ReportRules } from './periodic-report/rules';

/** The rules of this service's actions; null where the playbook has no section, which turns the action off. */
export interface OpsRules {
  forecast: ForecastActionRules | null;
  report: ReportRules | null;
  playbookVersion: string;
}

/** @throws PlaybookErrors when a section's rules are not valid */
export function opsRules(playbook: Playbook): OpsRules {
  const section = (action: ActionName) => playbook.section(ACTIONS[action].playbook);
  const [forecast, report] = [section('forecast'), section('periodic-report')];
  return {
    forecast: forecast ? rulesOf(forecast, forecastRules) : null,
    report: report ? rulesOf(report, reportRules) : null,
    playbookVersion: playbook.version,
  };
}

/** KPIs and the X-ray need a calendar also where the forecast is off. */
export const calendarOf = (rules: OpsRules): { fiscalYearStartMonth: number; currency: string } =>
  rules.forecast ?? { fiscalYearStartMonth: 1, currency: 'USD' };

export const simulationRules = (rules: OpsRules): ForecastRules => rules.forecast ?? DEFAULT_RULES;

/** Why an action does not run. */
export const OFF = (action: ActionName): string =>
  `${action} is off: the playbook has no section ${ACTIONS[action].playbook}`;
