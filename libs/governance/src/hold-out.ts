import { isDrawn } from './drawn';
import { differenceOfShares, type Interval, type Share } from './wilson';

/** Cases on each side before a lift is said: with fewer the interval says nothing. */
export const CASES_FOR_LIFT = 20;

/** Whether an action leaves a subject alone, so that there is something to compare with; for good, and drawn by a hash. */
export function isHeldOut(action: string, subject: string, share: number): boolean {
  return isDrawn('hold-out', `${action}\n${subject}`, share);
}

/** What acting was worth: won after acting less won when left alone, as shares; or why that cannot be said yet. */
export type Lift =
  | ({ measured: true; acted: Share; leftAlone: Share; difference: number } & Interval)
  | { measured: false; acted: Share; leftAlone: Share; why: string };

/**
 * The lift of an action with its 95 % interval. Only cases whose time is over count, each subject once.
 * @param acted deals won of those acted on
 * @param leftAlone deals won of those held out
 */
export function liftOf(acted: Share, leftAlone: Share): Lift {
  const short = [
    acted.n < CASES_FOR_LIFT && `${acted.n} of ${CASES_FOR_LIFT} deals acted on`,
    leftAlone.n < CASES_FOR_LIFT && `${leftAlone.n} of ${CASES_FOR_LIFT} left alone`,
  ].filter((s) => s !== false);
  if (short.length > 0) return { measured: false, acted, leftAlone, why: `not measurable yet: ${short.join(', ')}` };
  return { measured: true, acted, leftAlone, ...differenceOfShares(acted, leftAlone) };
}
