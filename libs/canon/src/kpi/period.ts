import { addDays } from '../sales/clock';

export interface Period {
  id: 'all' | 'quarter' | '13-weeks' | 'week' | 'month' | 'calendar-quarter';
  label: string;
  /** First day, inclusive; null = from the beginning. */
  from: string | null;
  /** Last day, inclusive. */
  to: string;
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** First day of the month `months` after that of `day`. */
function monthStart(day: string, months = 0): string {
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  return `${Math.floor(index / 12)}-${pad((index % 12) + 1)}-01`;
}

/** Month of the fiscal quarter, 1–3, that a day falls in. `startMonth` is the fiscal year's first month, 1–12. */
export function monthOfQuarter(day: string, startMonth: number): 1 | 2 | 3 {
  return ((((Number(day.slice(5, 7)) - startMonth + 12) % 12) % 3) + 1) as 1 | 2 | 3;
}

/** The whole fiscal quarter that a day falls in; a fiscal year is named after the year it ends in. */
export function fiscalQuarter(day: string, startMonth = 1): Period & { from: string } {
  const from = monthStart(day, 1 - monthOfQuarter(day, startMonth));
  const month = Number(from.slice(5, 7));
  const number = Math.floor(((month - startMonth + 12) % 12) / 3) + 1;
  const year = Number(from.slice(0, 4)) + (startMonth > 1 && month >= startMonth ? 1 : 0);
  return {
    id: 'quarter',
    label: `${startMonth === 1 ? '' : 'FY'}${year} Q${number}`,
    from,
    to: addDays(monthStart(from, 3), -1),
  };
}

/** A period that ends on `asOf`. */
export function periodUpTo(id: Period['id'], asOf: string, startMonth = 1): Period {
  switch (id) {
    case 'all':
      return { id, label: `everything up to ${asOf}`, from: null, to: asOf };
    case 'quarter': {
      const quarter = fiscalQuarter(asOf, startMonth);
      return { ...quarter, label: `${quarter.label} to ${asOf}`, to: asOf };
    }
    case 'calendar-quarter': {
      const quarter = fiscalQuarter(asOf, 1);
      return { ...quarter, id, label: `calendar ${quarter.label} to ${asOf}`, to: asOf };
    }
    case '13-weeks':
      return { id, label: `13 weeks to ${asOf}`, from: addDays(asOf, -90), to: asOf };
    case 'week':
      return { id, label: `7 days to ${asOf}`, from: addDays(asOf, -6), to: asOf };
    case 'month':
      return { id, label: `${asOf.slice(0, 7)} to ${asOf}`, from: monthStart(asOf), to: asOf };
  }
}

/** The period of the same kind that ended just before; for quarter and month up to the same day of it. */
export function periodBefore(period: Period, startMonth = 1): Period {
  if (period.from === null) throw new Error('A period without a beginning has none before it.');
  const to = addDays(period.from, -1);
  if (period.id === 'month') return { ...periodUpTo('month', to), label: to.slice(0, 7) };
  if (period.id === 'quarter' || period.id === 'calendar-quarter') {
    const whole = fiscalQuarter(to, period.id === 'quarter' ? startMonth : 1);
    return { ...whole, id: period.id };
  }
  return periodUpTo(period.id, to, startMonth);
}

export function within(day: string | null, period: Period): boolean {
  return day !== null && day <= period.to && (period.from === null || day >= period.from);
}
