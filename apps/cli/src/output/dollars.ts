import { count } from './numbers';

interface Dollars {
  usd: number | null;
  unpriced: number;
}

/** What is known of a sum of money, and that it is not all where it is not. */
export function dollars({ usd, unpriced }: Dollars): string {
  if (usd === null) return 'unknown (no price)';
  return unpriced === 0 ? inDollars(usd) : `at least ${inDollars(usd)} (${count(unpriced)} without price)`;
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
  return `$${new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(usd)}`;
}
