import { count } from './number';

interface Dollars {
  usd: number | null;
  unpriced: number;
}

/** What models cost: what is known of it, and that it is not all where it is not. */
export function dollars({ usd, unpriced }: Dollars): string {
  if (usd === null) return 'unknown';
  return unpriced === 0 ? inDollars(usd) : `at least ${inDollars(usd)}`;
}

/** `2 calls without a price` */
export function withoutPrice({ unpriced }: Dollars): string | null {
  return unpriced === 0 ? null : `${count(unpriced)} ${unpriced === 1 ? 'call' : 'calls'} without a price`;
}

export function dollarsEach(ratio: { usd: number | null; n: number; atLeast: boolean } | null): string {
  if (ratio === null || ratio.n === 0) return '–';
  const each = ratio.usd === null ? 'unknown' : `${ratio.atLeast ? '≥ ' : ''}${inDollars(ratio.usd)}`;
  return `${each} (n ${count(ratio.n)})`;
}

/** Cents from a dollar on, more of what is smaller: a call costs fractions of a cent. */
export function inDollars(usd: number): string {
  if (usd > 0 && usd < 0.0001) return '< $0.0001';
  const digits = usd === 0 || usd >= 1 ? 2 : 4;
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
