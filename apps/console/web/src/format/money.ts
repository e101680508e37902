import { signed } from './number';

const whole = new Map<string, Intl.NumberFormat>();
const compact = new Map<string, Intl.NumberFormat>();

function of(cache: Map<string, Intl.NumberFormat>, currency: string, options: Intl.NumberFormatOptions) {
  let format = cache.get(currency);
  if (!format) {
    format = new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...options,
    });
    cache.set(currency, format);
  }
  return format;
}

/** `$10,005,534` – money in whole units of the company's currency; an unknown amount is a dash. */
export function money(amount: number | null | undefined, currency: string): string {
  if (amount === null || amount === undefined || Number.isNaN(amount)) return '–';
  return signed(of(whole, currency, { maximumFractionDigits: 0 }).format(amount));
}

/** `$10.0M` – for board columns and cards, where the whole figure is one hover away. */
export function moneyInShort(amount: number | null | undefined, currency: string): string {
  if (amount === null || amount === undefined || Number.isNaN(amount)) return '–';
  if (Math.abs(amount) < 10_000) return money(amount, currency);
  const options = { notation: 'compact', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  return signed(of(compact, currency, options).format(amount));
}
