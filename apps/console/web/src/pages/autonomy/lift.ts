import type { Lift } from '../../api/generated/types.gen';

const points = (share: number): string => `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)}`;

/** `+8.2 points won (95 %: +1.0 to +15.3), 120 acted on, 40 left alone`, or why it cannot be said yet. */
export function liftInWords(lift: Lift | null): string {
  if (lift === null) return '–';
  if (!lift.measured) return lift.why;
  const { difference, lower, upper, acted, leftAlone } = lift;
  return `${points(difference)} points won (95 %: ${points(lower)} to ${points(upper)}), ${acted.n} acted on, ${leftAlone.n} left alone`;
}
