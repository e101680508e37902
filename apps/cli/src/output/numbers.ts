const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** A value with its unit as ops-analyst names it; ratios are 0 to 1. */
export function amount(value: number | null | undefined, unit: string, currency = ''): string {
  if (value === null || value === undefined) return '–';
  switch (unit) {
    case 'ratio':
      return `${minus((value * 100).toFixed(2))} %`;
    case 'multiple':
      return `${minus(value.toFixed(2))}x`;
    case 'hours':
      return `${minus(fine.format(value))} h`;
    case 'days':
      return `${minus(fine.format(value))} days`;
    case 'money':
      return `${minus(whole.format(value))} ${currency}`.trim();
    case 'money per day':
      return `${minus(whole.format(value))} ${currency} a day`.replace('  ', ' ');
    default:
      return minus((Number.isInteger(value) ? whole : fine).format(value));
  }
}

export const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : minus(whole.format(value));

export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${minus((value * 100).toFixed(1))} %`;

/** A minus sign, not a hyphen. */
const minus = (number: string): string => number.replace('-', '−');

export const date = (value: string | null | undefined): string => value?.slice(0, 10) ?? '–';

/** A value of a record in one line; of a structured one its plain parts, and lists by what is in them. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') return minus(String(Number(value.toPrecision(6))));
  if (Array.isArray(value)) return value.map(plain).join('; ') || 'none';
  if (typeof value !== 'object') return String(value);
  if ('sealed' in value) return 'not visible to you';
  const parts = Object.entries(value).filter(([, part]) => part !== null && part !== '');
  return parts.map(([name, part]) => `${spaced(name)} ${plain(part)}`).join(', ') || '–';
}

/** `economicBuyer` → `economic buyer` */
const spaced = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
