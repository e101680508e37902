import { admits } from '../src/passage';
import type { PassageKey } from '../src/store';
import { passageKey, pointHash } from '../src/vector-index/point';
import {
  VectorIndexError,
  type NearPassage,
  type VectorIndex,
  type VectorPoint,
  type VectorQuery,
} from '../src/vector-index/port';

/** What several indexes share, as a server would keep it: owner and model → key → point. */
export class MemoryVectorServer {
  readonly points = new Map<string, Map<string, VectorPoint>>();
  /** When set, nobody answers. */
  down = false;
  /** Points that were put, over all calls. */
  puts = 0;
}

/** An index of vectors that looks at every point, for what must be tried with one and without any server. */
export class MemoryVectorIndex implements VectorIndex {
  constructor(
    private readonly server = new MemoryVectorServer(),
    private readonly owner = 'company',
    private readonly dimensions: number | null = null,
  ) {}

  async held(model: string): Promise<ReadonlyMap<string, string>> {
    return new Map([...(await this.of(model))].map(([key, point]) => [key, pointHash(point)]));
  }

  async put(model: string, points: readonly VectorPoint[]): Promise<void> {
    const of = await this.of(model);
    for (const { values } of points) this.check(values);
    for (const point of points) of.set(passageKey(point), point);
    this.server.puts += points.length;
  }

  async remove(model: string, keys: readonly PassageKey[]): Promise<void> {
    const of = await this.of(model);
    for (const key of keys) of.delete(passageKey(key));
  }

  async nearest({ model, values, language, filter, limit }: VectorQuery): Promise<NearPassage[]> {
    this.check(values);
    const admitted = [...(await this.of(model)).values()].filter(
      (point) => point.language === language && admits(filter, point.scope),
    );
    const near = admitted.map((point) => nearTo(point, values));
    return near.sort((a, b) => b.similarity - a.similarity).slice(0, limit);
  }

  async similarities(model: string, values: Float32Array, keys: readonly PassageKey[]): Promise<NearPassage[]> {
    const of = await this.of(model);
    return keys.flatMap((key) => {
      const point = of.get(passageKey(key));
      return point ? [nearTo(point, values)] : [];
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async of(model: string): Promise<Map<string, VectorPoint>> {
    await Promise.resolve();
    if (this.server.down) throw new VectorIndexError('unreachable', 'memory:1 does not answer');
    const name = `${this.owner} ${model}`;
    const held = this.server.points.get(name) ?? new Map<string, VectorPoint>();
    this.server.points.set(name, held);
    return held;
  }

  private check(values: Float32Array): void {
    if (values.every(Number.isFinite) && values.length === (this.dimensions ?? values.length)) return;
    throw new VectorIndexError('invalid', 'memory:1 takes numbers only, as many as its points have');
  }
}

const nearTo = ({ source, id, values }: VectorPoint, question: Float32Array): NearPassage => ({
  ...{ source, id },
  similarity: values.reduce((sum, value, i) => sum + value * question[i]!, 0),
});
