import { fiscalQuarter } from '@salesagent/canon/kpi';
import { addDays } from '@salesagent/canon/sales';
import type { RecordState } from '../port';
import type { MappingFile } from './file-schema';

/** First and last day of a quarter by its name, `FY2027 Q1` or `2026 Q1`; `null` if there is none called so. */
export function fiscalQuarterNamed(name: string, startMonth: number): { from: string; to: string } | null {
  const parts = /^(?:FY)?(\d{4}) Q([1-4])$/.exec(name);
  if (!parts) return null;
  // A fiscal year is named after the year it ends in.
  const months = (startMonth === 1 ? 0 : -12) + startMonth - 1 + (Number(parts[2]) - 1) * 3;
  const first = new Date(Date.UTC(Number(parts[1]), months, 1)).toISOString().slice(0, 10);
  const { label, from, to } = fiscalQuarter(first, startMonth);
  return label === name ? { from, to } : null;
}

/** Last day of the fiscal period that a day falls in. */
export function endOfPeriod(day: string, period: 'month' | 'quarter' | 'year', startMonth: number): string {
  if (period === 'quarter') return fiscalQuarter(day, startMonth).to;
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  const lastMonth = period === 'month' ? month : startMonth - 1 + (month >= startMonth ? 12 : 0);
  return addDays(new Date(Date.UTC(year, lastMonth, 1)).toISOString(), -1);
}

/** Targets that stand in the mapping file, as states of a CRM that had them. */
export function targetStates({ targets, company }: MappingFile, changedAt: Date): RecordState[] {
  return targets.map(({ owner, quarter, from, to, amount, currency }) => {
    const period = quarter === undefined ? null : fiscalQuarterNamed(quarter, company.fiscalYearStartMonth);
    const periodStart = period?.from ?? from!;
    const fields = { ownerId: owner, periodStart, periodEnd: period?.to ?? to!, amount };
    return {
      type: 'target',
      id: `${owner}-${periodStart}`,
      fields: { ...fields, currency: currency ?? company.currency },
      ...{ changedAt, by: 'import', ours: false, state: 'live' },
    };
  });
}
