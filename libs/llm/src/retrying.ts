/**
 * How long to wait after a failed attempt, ms.
 *
 * @param attempt the one that failed, from 1
 * @param asked   how long the other side wants to be left alone, ms
 */
export type BackOff = (attempt: number, asked: number | undefined) => number;

/**
 * Exponential with full jitter, so that many callers who failed together do not come back together; never less than
 * what was asked for.
 *
 * @param first upper bound of the first wait, ms
 * @param most  upper bound of any, ms
 */
export function backOff(first = 500, most = 8_000, random: () => number = Math.random): BackOff {
  return (attempt, asked) => {
    const jittered = random() * Math.min(most, first * 2 ** (attempt - 1));
    return asked === undefined ? jittered : asked + jittered / 4;
  };
}
