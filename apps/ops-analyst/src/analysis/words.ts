import type { Unit } from '@salesagent/canon/kpi';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const two = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A minus sign, not a hyphen. */
const signed = (number: string): string => number.replace('-', '−');
/** `1,291` */
export const count = (n: number): string => signed(whole.format(n));
/** `80.7 %`, of a share of 1. */
export const percent = (share: number, digits: 1 | 2 = 1): string =>
  `${signed((digits === 1 ? one : two).format(share * 100))} %`;
export const money = (amount: number, currency: string): string => `${signed(whole.format(amount))} ${currency}`;

/** A value with its unit, for tables; `not known` for null. */
export function valueOf(value: number | null, unit: Unit, currency: string): string {
  if (value === null) return 'not known';
  switch (unit) {
    case 'ratio':
      return percent(value);
    case 'multiple':
      return `${signed(two.format(value))}x`;
    case 'days':
      return `${signed((value % 1 === 0 ? whole : one).format(value))} days`;
    case 'hours':
      return `${signed(one.format(value))} h`;
    case 'money':
      return money(value, currency);
    case 'money per day':
      return `${money(value, currency)} a day`;
    case 'deals':
    case 'count':
      return signed((value % 1 === 0 ? whole : one).format(value));
  }
}

export const deals = (n: number): string => (n === 1 ? '1 deal' : `${count(n)} deals`);

export const isOrAre = (n: number): string => (n === 1 ? 'is' : 'are');
export const wasOrWere = (n: number): string => (n === 1 ? 'was' : 'were');
