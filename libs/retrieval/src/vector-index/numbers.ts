import type { JsonStore } from './http/json-store';

/**
 * Numbers of a vector as JSON: nine digits give back the same 32-bit number, where the whole double has seventeen.
 *
 * @param dimensions of the vectors that the store holds
 * @throws VectorIndexError where the vector has another length, or holds what is no number
 */
export function numbersOf(values: Float32Array, dimensions: number, store: JsonStore): number[] {
  if (values.length !== dimensions) {
    const remedy = 'use the model that its vectors were made with, or another VECTOR_STORE_COLLECTION';
    throw store.invalid(`holds vectors of ${dimensions} numbers and was given one of ${values.length}; ${remedy}.`);
  }
  if (!values.every(Number.isFinite)) {
    throw store.invalid('was given a vector with what is no number; embed its text again.');
  }
  return Array.from(values, (value) => Number(value.toPrecision(9)));
}
