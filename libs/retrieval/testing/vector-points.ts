import type { PassageScope } from '../src/passage';
import type { VectorPoint, VectorQuery } from '../src/vector-index/port';

/** What the contract of vector indexes works with: two models, and the length of the vectors of both. */
export const MODELS = ['a-model', 'another-model'] as const;
export const DIMENSIONS = 16;

export const EVERYBODY: PassageScope = {
  ...{ company: null, stage: null, personas: [], effectiveFrom: null, effectiveTo: null },
};

/** Of length 1, `degrees` away from 0 in one plane. */
export function at(degrees: number): Float32Array {
  const values = new Float32Array(DIMENSIONS);
  values[0] = Math.cos((degrees * Math.PI) / 180);
  values[1] = Math.sin((degrees * Math.PI) / 180);
  return values;
}

interface Given extends Partial<Pick<VectorPoint, 'source' | 'language' | 'textHash'>> {
  scope?: Partial<PassageScope>;
  values?: Float32Array;
}

/** A point of `docs` for everybody, in English, at 0 degrees; else as given. */
export function aPoint(id: string, { scope, ...given }: Given = {}): VectorPoint {
  return {
    ...{ source: 'docs', id, textHash: `hash of ${id}`, language: 'en', values: at(0) },
    ...given,
    scope: { ...EVERYBODY, ...scope },
  };
}

export const nearTo = (values: Float32Array, more: Partial<VectorQuery> = {}): VectorQuery => ({
  ...{ model: MODELS[0], values, language: 'en', filter: {}, limit: 20 },
  ...more,
});

/** Unit vectors in all directions, the same ones for the same seed. */
export function directions(count: number, seed: number, dimensions = DIMENSIONS): Float32Array[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  return Array.from({ length: count }, () => {
    const values = Float32Array.from({ length: dimensions }, normal);
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  });
}

/** Ids of the nearest of some points, found by looking at every one. */
export function nearestOf(points: readonly VectorPoint[], values: Float32Array, limit: number): string[] {
  const cosine = (point: VectorPoint): number => point.values.reduce((sum, value, i) => sum + value * values[i]!, 0);
  const scored = points.map((point) => ({ id: point.id, similarity: cosine(point) }));
  return scored
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, limit)
    .map(({ id }) => id);
}
