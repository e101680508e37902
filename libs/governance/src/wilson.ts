/** 97.5th percentile of the standard normal distribution: two-sided 95 %. */
const Z95 = 1.959963984540054;

/**
 * Lower end of the 95 % Wilson score interval of a share (Wilson 1927), 0–1.
 * @param hits accepted unedited
 * @param n decisions; 0 gives 0
 */
export function wilsonLowerBound(hits: number, n: number, z = Z95): number {
  if (n <= 0) return 0;
  const p = hits / n;
  const z2 = z * z;
  const centre = p + z2 / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return Math.max(0, (centre - spread) / (1 + z2 / n));
}
