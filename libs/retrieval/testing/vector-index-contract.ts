import { randomUUID } from 'node:crypto';
import type { PassageFilter } from '../src/passage';
import { passageKey, pointHash } from '../src/vector-index/point';
import { VectorIndexError, type VectorIndex, type VectorPoint } from '../src/vector-index/port';
import { aPoint, at, DIMENSIONS, directions, MODELS, nearestOf, nearTo } from './vector-points';

const [MODEL, OTHER_MODEL] = MODELS;

/** An index whose store can be taken away. */
export interface Severed {
  index: VectorIndex;
  /** From now on nobody answers there. */
  kill(): Promise<void>;
  /** As messages name it, without secrets. */
  address: string;
  /** What no message may hold. */
  secrets: readonly string[];
}

export interface IndexUnderTest {
  /**
   * An index of a deployment, ready for both `MODELS` with vectors of `DIMENSIONS`. Every owner that the contract names is
   * a new one; all of them share one store. The contract closes what it opens.
   */
  open(owner: string): Promise<VectorIndex>;
  severed(owner: string): Promise<Severed>;
}

/** What every index of vectors does. */
export function vectorIndexContract({ open, severed }: IndexUnderTest): void {
  const newOwner = (): string => `company-${randomUUID().slice(0, 8)}`;
  const opened: VectorIndex[] = [];
  const openFor = async (owner: string): Promise<VectorIndex> => {
    const made = await open(owner);
    opened.push(made);
    return made;
  };
  let index: VectorIndex;
  beforeEach(async () => {
    index = await openFor(newOwner());
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });

  const ids = async (filter: PassageFilter, more: Parameters<typeof nearTo>[1] = {}): Promise<string[]> =>
    (await index.nearest(nearTo(at(0), { filter, ...more }))).map(({ id }) => id).sort();

  it('finds the nearest first, with their cosines, and no more than asked for', async () => {
    await index.put(MODEL, [
      aPoint('west', { values: at(180) }),
      aPoint('north', { values: at(90) }),
      aPoint('north-east', { values: at(60) }),
      aPoint('east'),
    ]);
    const found = await index.nearest(nearTo(at(0)));
    expect(found.map(({ source, id }) => `${source} ${id}`)).toEqual([
      'docs east',
      'docs north-east',
      'docs north',
      'docs west',
    ]);
    [1, 0.5, 0, -1].forEach((cosine, i) => expect(found[i]!.similarity).toBeCloseTo(cosine, 5));
    expect((await index.nearest(nearTo(at(91), { limit: 1 }))).map(({ id }) => id)).toEqual(['north']);
  });

  it.each<[string, PassageFilter, string[]]>([
    ['no company', {}, ['all']],
    ['a company', { company: 'acme' }, ['acme', 'all']],
    ['another company', { company: 'other' }, ['all', 'other']],
    ['a company that has none', { company: 'nobody' }, ['all']],
  ])('answers %s from its own passages and those of none', async (_, filter, expected) => {
    await index.put(MODEL, [
      aPoint('acme', { scope: { company: 'acme' } }),
      aPoint('other', { scope: { company: 'other' } }),
      aPoint('all'),
    ]);
    expect(await ids(filter)).toEqual(expected);
  });

  it.each<[string, PassageFilter, string[]]>([
    ['stage', { stage: 3 }, ['any', 'finance', 'three', 'year']],
    ['persona', { persona: 'finance' }, ['any', 'finance', 'five', 'three', 'year']],
    ['first day', { effectiveOn: '2026-01-01' }, ['any', 'finance', 'five', 'three', 'year']],
    ['day before', { effectiveOn: '2025-12-31' }, ['any', 'finance', 'five', 'three']],
    ['last day', { effectiveOn: '2026-12-31' }, ['any', 'finance', 'five', 'three', 'year']],
    ['day after', { effectiveOn: '2027-01-01' }, ['any', 'finance', 'five', 'three']],
    ['all at once', { stage: 5, persona: 'sales', effectiveOn: '2026-06-01' }, ['any', 'five', 'year']],
  ])('filters by %s; what says nothing of it is for all', async (_, filter, expected) => {
    await index.put(MODEL, [
      aPoint('any'),
      aPoint('three', { scope: { stage: 3 } }),
      aPoint('five', { scope: { stage: 5 } }),
      aPoint('finance', { scope: { personas: ['executive', 'finance'] } }),
      aPoint('year', { scope: { effectiveFrom: '2026-01-01', effectiveTo: '2027-01-01' } }),
    ]);
    expect(await ids(filter)).toEqual([...expected].sort());
  });

  it('keeps languages and models apart', async () => {
    await index.put(MODEL, [aPoint('en'), aPoint('de', { language: 'de' })]);
    await index.put(OTHER_MODEL, [aPoint('other')]);
    expect(await ids({})).toEqual(['en']);
    expect(await ids({}, { language: 'de' })).toEqual(['de']);
    expect(await ids({}, { model: OTHER_MODEL })).toEqual(['other']);
    expect([...(await index.held(OTHER_MODEL)).keys()]).toEqual([passageKey({ source: 'docs', id: 'other' })]);
  });

  it('says what it holds: of each passage the hash of its text and its scope', async () => {
    expect(await index.held(MODEL)).toEqual(new Map());
    const points = [
      aPoint('one', { scope: { company: 'acme', personas: ['b', 'a'], effectiveFrom: '2026-01-01' } }),
      aPoint('one', { source: 'other', language: 'de' }),
    ];
    await index.put(MODEL, points);
    expect(await index.held(MODEL)).toEqual(new Map(points.map((point) => [passageKey(point), pointHash(point)])));
  });

  it('puts a point in the place of the one before it, with all that it says', async () => {
    await index.put(MODEL, [aPoint('one', { scope: { company: 'acme', stage: 3, personas: ['finance'] } })]);
    const now = aPoint('one', { values: at(60), textHash: 'new', scope: { effectiveTo: '2027-01-01' } });
    await index.put(MODEL, [now]);
    await index.put(MODEL, [now]);
    expect(await index.held(MODEL)).toEqual(new Map([[passageKey(now), pointHash(now)]]));
    const found = await index.nearest(nearTo(at(0), { filter: { stage: 5, persona: 'sales' } }));
    expect(found.map(({ id, similarity }) => [id, Number(similarity.toFixed(4))])).toEqual([['one', 0.5]]);
    expect(await ids({ effectiveOn: '2027-01-01' })).toEqual([]);
  });

  it('takes out what it is told to, and nothing else', async () => {
    await index.put(MODEL, [aPoint('one'), aPoint('two'), aPoint('one', { source: 'other' })]);
    await index.put(OTHER_MODEL, [aPoint('one')]);
    await index.remove(MODEL, [
      { source: 'docs', id: 'one' },
      { source: 'docs', id: 'never there' },
    ]);
    await index.remove(MODEL, []);
    const left = await index.nearest(nearTo(at(0)));
    expect(left.map(({ source, id }) => `${source} ${id}`).sort()).toEqual(['docs two', 'other one']);
    expect((await index.held(MODEL)).size).toBe(2);
    expect(await ids({}, { model: OTHER_MODEL })).toEqual(['one']);
  });

  it('gives the cosines of the passages asked for that it holds, whatever their scope', async () => {
    await index.put(MODEL, [
      aPoint('east', { scope: { company: 'acme' } }),
      aPoint('north', { values: at(90), language: 'de' }),
      aPoint('west', { values: at(180) }),
    ]);
    const asked = ['east', 'north', 'gone'].map((id) => ({ source: 'docs', id }));
    const found = await index.similarities(MODEL, at(60), [...asked, { source: 'other', id: 'west' }]);
    expect(new Map(found.map(({ id, similarity }) => [id, Number(similarity.toFixed(4))]))).toEqual(
      new Map([['east', 0.5], ['north', 0.866]]), // prettier-ignore
    );
    expect(await index.similarities(MODEL, at(60), [])).toEqual([]);
    expect(await index.similarities(OTHER_MODEL, at(60), asked)).toEqual([]);
  });

  it('takes names as they are written', async () => {
    const odd = aPoint(`a/b c#"it's" {ü}, \\n`, { source: '/home/ä b/docs', scope: { personas: [`o'hara, "c"`] } });
    await index.put(MODEL, [odd]);
    const found = await index.nearest(nearTo(at(0), { filter: { persona: `o'hara, "c"` } }));
    expect(found.map(({ source, id }) => ({ source, id }))).toEqual([{ source: odd.source, id: odd.id }]);
    expect(await index.similarities(MODEL, at(0), [odd])).toHaveLength(1);
    expect([...(await index.held(MODEL)).keys()]).toEqual([passageKey(odd)]);
    await index.remove(MODEL, [odd]);
    expect((await index.held(MODEL)).size).toBe(0);
  });

  it('shows a deployment only what is its own, where several share a store', async () => {
    const neighbour = await openFor(newOwner());
    await index.put(MODEL, [aPoint('same'), aPoint('mine')]);
    await neighbour.put(MODEL, [aPoint('same', { values: at(90) }), aPoint('theirs', { values: at(90) })]);
    expect(await ids({})).toEqual(['mine', 'same']);
    expect((await neighbour.nearest(nearTo(at(0)))).map(({ id }) => id).sort()).toEqual(['same', 'theirs']);
    const asked = ['same', 'mine', 'theirs'].map((id) => ({ source: 'docs', id }));
    const cosines = await index.similarities(MODEL, at(0), asked);
    expect(cosines.map(({ id, similarity }) => [id, Math.round(similarity)]).sort()).toEqual([['mine', 1], ['same', 1]]); // prettier-ignore
    await neighbour.remove(MODEL, asked);
    expect(await ids({})).toEqual(['mine', 'same']);
    expect((await index.held(MODEL)).size).toBe(2);
    expect((await neighbour.held(MODEL)).size).toBe(0);
  });

  it('finds a needle in 2,000 points, all of a rare kind, and puts and removes as many at once', async () => {
    const points: VectorPoint[] = directions(2_000, 7).map((values, i) =>
      aPoint(`p${i}`, { values, scope: { stage: 1 + (i % 5), company: i % 100 === 0 ? 'acme' : 'other' } }),
    );
    await index.put(MODEL, points);
    expect((await index.held(MODEL)).size).toBe(2_000);
    const own = points.filter(({ scope }) => scope.company === 'acme');
    for (const values of directions(5, 11)) {
      const rare = await index.nearest(nearTo(values, { filter: { company: 'acme' }, limit: 60 }));
      expect(rare.map(({ id }) => id)).toEqual(nearestOf(own, values, 60));
      const common = await index.nearest(nearTo(values, { filter: { company: 'other', stage: 2 }, limit: 20 }));
      const expected = nearestOf(points.filter(({ scope }) => scope.company === 'other' && scope.stage === 2), values, 20); // prettier-ignore
      expect(common.filter(({ id }) => expected.includes(id)).length).toBeGreaterThanOrEqual(19);
    }
    await index.remove(MODEL, points.slice(0, 1_500));
    expect((await index.held(MODEL)).size).toBe(500);
    expect((await index.nearest(nearTo(at(0), { filter: { company: 'acme' } }))).length).toBe(5);
  });

  it.each([
    ['too short', new Float32Array(DIMENSIONS - 1).fill(0.25)],
    ['no number', new Float32Array(DIMENSIONS).fill(NaN)],
  ])('says that a vector is %s, and keeps what it had', async (_, values) => {
    await index.put(MODEL, [aPoint('one')]);
    const refused = { name: 'VectorIndexError', kind: expect.stringMatching(/^(invalid|rejected)$/) as string };
    await expect(index.put(MODEL, [aPoint('one', { values })])).rejects.toMatchObject(refused);
    await expect(index.nearest(nearTo(values))).rejects.toMatchObject(refused);
    expect(await ids({})).toEqual(['one']);
  });

  it('says that nobody answers, where, and no secret, when its store went away', async () => {
    const { index: cut, kill, address, secrets } = await severed(newOwner());
    opened.push(cut);
    await cut.put(MODEL, [aPoint('one')]);
    await kill();
    const calls = [
      () => cut.nearest(nearTo(at(0))),
      () => cut.put(MODEL, [aPoint('two')]),
      () => cut.remove(MODEL, [aPoint('one')]),
      () => cut.similarities(MODEL, at(0), [aPoint('one')]),
      () => cut.held(MODEL),
    ];
    for (const call of calls) {
      const error: unknown = await call().then(
        () => null,
        (reason: unknown) => reason,
      );
      if (!(error instanceof VectorIndexError)) throw error;
      expect((error as VectorIndexError).kind).toBe('unreachable');
      expect((error as VectorIndexError).message).toContain(address);
      for (const hidden of secrets) expect((error as VectorIndexError).message).not.toContain(hidden);
    }
  });
}
