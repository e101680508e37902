/** 97.5th percentile of the standard normal distribution: two-sided 95 %. */
const Z95 = 1.959963984540054;

/** A share and the interval that holds it with 95 %, each 0–1. */
export interface Interval {
  lower: number;
  upper: number;
}

/**
 * The 95 % Wilson score interval of a share (Wilson 1927), 0–1.
 * @param n trials; 0 gives the whole of 0–1
 */
export function wilsonInterval(hits: number, n: number, z = Z95): Interval {
  if (n <= 0) return { lower: 0, upper: 1 };
  const p = hits / n;
  const z2 = z * z;
  const centre = p + z2 / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return {
    lower: Math.max(0, (centre - spread) / (1 + z2 / n)),
    upper: Math.min(1, (centre + spread) / (1 + z2 / n)),
  };
}

/**
 * Lower end of the 95 % Wilson score interval of a share (Wilson 1927), 0–1.
 * @param hits accepted unedited
 * @param n decisions; 0 gives 0
 */
export function wilsonLowerBound(hits: number, n: number, z = Z95): number {
  return wilsonInterval(hits, n, z).lower;
}

/** Hits of trials: won of cases, accepted of decisions. */
export interface Share {
  hits: number;
  n: number;
}

/**
 * Difference `a − b` of two independent shares with its 95 % interval, −1 to 1: the hybrid of two Wilson intervals
 * (Newcombe 1998, method 10). Both need at least one trial.
 */
export function differenceOfShares(a: Share, b: Share): Interval & { difference: number } {
  const [p, q] = [a.hits / a.n, b.hits / b.n];
  const [ofA, ofB] = [wilsonInterval(a.hits, a.n), wilsonInterval(b.hits, b.n)];
  const difference = p - q;
  return {
    difference,
    lower: difference - Math.hypot(p - ofA.lower, ofB.upper - q),
    upper: difference + Math.hypot(ofA.upper - p, q - ofB.lower),
  };
}
