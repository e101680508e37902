import { type Calibration, type Measure } from '../src/confidence';
import type { Asked, Metrics } from '../src';

type Fitted = Pick<Calibration, 'intercept' | 'coefficients'>;

/**
 * Logistic regression by gradient descent, both classes of equal weight, with a little ridge, on measures brought to one
 * scale: whether one of the first five passages is an answer.
 */
export function fit(asked: readonly Asked[], measures: readonly Measure[]): Fitted {
  const known = (one: Asked): 0 | 1 => (one.place !== null && one.place <= 5 ? 1 : 0);
  const positives = asked.filter((one) => known(one) === 1).length;
  const weight = [asked.length / (2 * (asked.length - positives)), asked.length / (2 * positives)];
  const scales = measures.map((name) => scaleOf(asked.map(({ answer }) => answer.evidence[name])));
  const rows = asked.map((one) => ({
    known: known(one),
    values: measures.map((name, i) => (one.answer.evidence[name] - scales[i]!.mean) / scales[i]!.deviation),
  }));
  const slopes = measures.map(() => 0);
  let constant = 0;
  for (let step = 0; step < STEPS; step++) {
    const gradient = slopes.map((slope) => RIDGE * slope);
    let shift = 0;
    for (const { known: wanted, values } of rows) {
      const sum = values.reduce((total, value, i) => total + slopes[i]! * value, constant);
      const error = (weight[wanted]! * (1 / (1 + Math.exp(-sum)) - wanted)) / rows.length;
      shift += error;
      values.forEach((value, i) => (gradient[i]! += error * value));
    }
    constant -= RATE * shift;
    gradient.forEach((by, i) => (slopes[i]! -= RATE * by));
  }
  const round = (value: number): number => Number(value.toFixed(3));
  const coefficients = measures.map((name, i) => [name, round(slopes[i]! / scales[i]!.deviation)] as const);
  const intercept = slopes.reduce((sum, slope, i) => sum - (slope * scales[i]!.mean) / scales[i]!.deviation, constant);
  return { intercept: round(intercept), coefficients: Object.fromEntries(coefficients) };
}
const STEPS = 1_000;
const RATE = 0.5;
const RIDGE = 0.03;

function scaleOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

/**
 * Where the weaker of refusal precision and recall is best, in the middle of its plateau. Precision is taken as if three
 * of four questions had an answer, whatever the share in the file: with more to refuse it would look better than it is.
 */
export function bestThreshold(metricsAt: (threshold: number) => Metrics): number {
  const candidates = Array.from({ length: 199 }, (_, i) => (i + 1) / 200).map((threshold) => {
    const { answerable, unanswerable, refusalPrecision, refusalRecall } = metricsAt(threshold);
    const right = refusalRecall * unanswerable;
    const wrong = refusalPrecision > 0 ? right / refusalPrecision - right : answerable;
    const expected = (refusalRecall * answerable) / 3;
    return { threshold, worst: Math.min(expected / (expected + wrong || 1), refusalRecall) };
  });
  const best = Math.max(...candidates.map(({ worst }) => worst));
  const plateau = candidates.filter(({ worst }) => worst === best);
  return plateau[Math.floor(plateau.length / 2)]!.threshold;
}
