import { ACTIONS, type ActionName } from '@salesagent/canon/sales';
import { DEFAULT_RULES, type ForecastRules } from '@salesagent/forecast';
import { compilePlaybook, rulesOf, type Playbook, type Section } from '@salesagent/playbook';
import { forecastRules, type ForecastActionRules } from './forecast/rules';
import { reportRules, type ReportRules } from './periodic-report/rules';

interface Calendar {
  fiscalYearStartMonth: number;
  currency: string;
}

/** The rules of this service's actions; null where the playbook has no section, which turns the action off. */
export interface OpsRules {
  forecast: ForecastActionRules | null;
  report: ReportRules | null;
  playbookVersion: string;
  /** Of the forecast's section, also where that is switched off: it is the company's. */
  calendar: Calendar;
  /** Why one of them does not run. */
  off: Partial<Record<ActionName, string>>;
}

/**
 * Those of the playbooks folder. Its other stages may have been published, and what the company's folder says of them is
 * then nothing to anybody.
 * @throws PlaybookErrors for mistakes in stage 7
 */
export function opsRulesAtStart(playbooksDir: string, company: string): OpsRules {
  const reads = (file: string): boolean => file.startsWith('7-operations/');
  return opsRules(compilePlaybook(playbooksDir, { company, reads }));
}

/** @throws PlaybookErrors when a section's rules are not valid */
export function opsRules(playbook: Playbook): OpsRules {
  const off: OpsRules['off'] = {};
  const section = (action: ActionName): Section | null => {
    const id = ACTIONS[action].playbook;
    const found = playbook.section(id);
    if (!found) off[action] = `${action} is off: the playbook has no section ${id}`;
    else if (found.frontMatter['status'] === 'off')
      off[action] = `${action} is off: the playbook switches it off (${id})`;
    return found;
  };
  const [forecast, report] = [section('forecast'), section('periodic-report')];
  // Also of what is off, a mistake ends the start: it would come up on the day it is switched on.
  const simulated = forecast ? rulesOf(forecast, forecastRules) : null;
  const reported = report ? rulesOf(report, reportRules) : null;
  return {
    forecast: off.forecast ? null : simulated,
    report: off['periodic-report'] ? null : reported,
    playbookVersion: playbook.version,
    calendar: simulated ?? { fiscalYearStartMonth: 1, currency: 'USD' },
    off,
  };
}

/** KPIs and the X-ray need a calendar also where the forecast is off. */
export const calendarOf = ({ calendar }: OpsRules): Calendar => calendar;

export const simulationRules = (rules: OpsRules): ForecastRules => rules.forecast ?? DEFAULT_RULES;
