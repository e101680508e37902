// Taken once: in some sandboxes a look-up of a global costs more than the arithmetic.
const { imul, sqrt, log, cos, exp, floor, round, PI } = Math;

/** 32-bit FNV-1a: a seed from words, and a short fingerprint of numbers. Not for security. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Pseudo-random numbers that depend on the seed alone (mulberry32), so a forecast can be repeated to the byte. */
export class Random {
  private state: number;

  constructor(seed: string) {
    this.state = fnv1a(seed);
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Standard normal (Box–Muller). */
  normal(): number {
    const radius = sqrt(-2 * log(1 - this.next()));
    return radius * cos(2 * PI * this.next());
  }

  /** exp of a normal with the given standard deviation, with mean 1. */
  shock(sigma: number): number {
    return exp(sigma * this.normal() - (sigma * sigma) / 2);
  }

  /** Poisson with the given mean: by inversion when small, by the normal approximation above 50. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean > 50) return Math.max(0, round(mean + sqrt(mean) * this.normal()));
    const limit = exp(-mean);
    let k = 0;
    for (let product = this.next(); product > limit; product *= this.next()) k++;
    return k;
  }

  pick<T>(values: readonly T[]): T {
    return values[floor(this.next() * values.length)] as T;
  }
}
