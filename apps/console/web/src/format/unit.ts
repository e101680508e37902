import { counted, count, decimal, percent } from './number';
import { money } from './money';

/** A number in the words of its unit: `63.1 %`, `1.25x`, `57 days`, `$2,361`. */
export function inUnit(value: number | null | undefined, unit: string, currency: string): string {
  if (value === null || value === undefined) return 'not known';
  switch (unit) {
    case 'ratio':
      return percent(value);
    case 'multiple':
      return `${decimal(value, 2)}x`;
    case 'money':
      return money(value, currency);
    case 'money per day':
      return `${money(value, currency)} a day`;
    case 'days':
    case 'hours':
      return `${decimal(value)} ${unit}`;
    case 'deals':
      return counted(value, 'deal');
    default:
      return Number.isInteger(value) ? count(value) : decimal(value, 2);
  }
}
