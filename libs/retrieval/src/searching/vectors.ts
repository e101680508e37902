/** Vectors of the passages of an index, one after another, for an exact search: 10,000 of 384 take some milliseconds. */
export class Vectors {
  private readonly values: Float32Array;
  private readonly dimensions: number;
  private readonly there: Uint8Array;
  /** Passages that have one. */
  readonly held: number;

  /** By place; one whose length is not that of the first counts as none. */
  constructor(vectors: readonly (Float32Array | undefined)[]) {
    this.dimensions = vectors.find((vector) => vector !== undefined)?.length ?? 0;
    this.values = new Float32Array(vectors.length * this.dimensions);
    this.there = new Uint8Array(vectors.length);
    vectors.forEach((vector, place) => {
      if (vector?.length !== this.dimensions) return;
      this.values.set(vector, place * this.dimensions);
      this.there[place] = 1;
    });
    this.held = this.there.reduce((sum, there) => sum + there, 0);
  }

  has(place: number): boolean {
    return this.there[place] === 1;
  }

  /** The cosine of a passage and a question, whose vectors are of length 1. Four sums at a time, or it waits for each. */
  similarity(place: number, question: Float32Array): number {
    const { values, dimensions } = this;
    const from = place * dimensions;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < dimensions; i += 4) {
      a += values[from + i]! * question[i]!;
      b += values[from + i + 1]! * question[i + 1]!;
      c += values[from + i + 2]! * question[i + 2]!;
      d += values[from + i + 3]! * question[i + 3]!;
    }
    for (; i < dimensions; i++) a += values[from + i]! * question[i]!;
    return a + b + c + d;
  }
}
