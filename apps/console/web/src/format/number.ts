/** One minus sign in everything people read (U+2212); a hyphen is narrower than a digit and breaks lines. */
export const signed = (number: string): string => number.replace('-', '−');

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `8,800` */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : signed(grouped.format(value));
}

/** `63.2 %` from a share of 1. */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '–';
  return `${signed((share * 100).toFixed(digits))} %`;
}

/** A win probability: near-zero values say so instead of rounding to a false nought. */
export function probability(p: number | null | undefined): string {
  if (p === null || p === undefined) return '–';
  if (p > 0 && p < 0.01) return '< 1 %';
  return `${Math.round(p * 100)} %`;
}

/** `12.4` with up to two decimals, grouped. */
export function decimal(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined) return '–';
  return signed(value.toLocaleString('en-US', { maximumFractionDigits: digits }));
}

/** `1 deal`, `12 deals`. */
export function counted(n: number, singular: string, plural = `${singular}s`): string {
  return `${count(n)} ${n === 1 ? singular : plural}`;
}
