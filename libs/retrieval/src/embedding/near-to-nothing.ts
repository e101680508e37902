import { createHash } from 'node:crypto';

/**
 * What stands for a text that no vector can be made of: of length 1, in a direction that has nothing to do with any text.
 * Its cosine with a question strays from 0 by 1/√dimensions, a few hundredths. Stores by cosine take no vector of zeros, and
 * the vector of some word would be near to questions that use it.
 */
export function nearToNothing(dimensions: number): Float32Array {
  const signs = createHash('shake256', { outputLength: Math.ceil(dimensions / 8) })
    .update('near to nothing')
    .digest();
  const length = 1 / Math.sqrt(dimensions);
  return Float32Array.from({ length: dimensions }, (_, i) => ((signs[i >> 3]! >> (i & 7)) & 1 ? length : -length));
}
