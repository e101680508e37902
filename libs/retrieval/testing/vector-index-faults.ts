import { passageKey } from '../src/vector-index/point';
import { VectorIndexError, type VectorIndex } from '../src/vector-index/port';
import { startFaultyWay, type Fault, type FaultyWay } from './faulty-way';
import { aPoint, at, directions, MODELS, nearTo } from './vector-points';

const [MODEL] = MODELS;

export interface RemoteUnderTest {
  /** The store itself, for requests that pass. */
  target(): string;
  /** What no message may hold. */
  key: string;
  /** An index at an address, of a deployment of its own, that waits no longer than `attemptMs` for an answer. */
  open(address: string, attemptMs: number): VectorIndex;
  /** Whether a request puts points. */
  puts(request: string): boolean;
}

/** What every index of a store behind HTTP does when something goes wrong on the way. */
export function vectorIndexFaults({ target, key, open, puts }: RemoteUnderTest): void {
  let way: FaultyWay;
  let index: VectorIndex;
  beforeEach(async () => {
    way = await startFaultyWay(target());
    index = open(way.url, 10_000);
    await index.put(MODEL, [aPoint('one')]);
  });
  afterEach(async () => {
    await index.close();
    await way.close();
  });

  const error = async (call: Promise<unknown>): Promise<VectorIndexError> => {
    const thrown: unknown = await call.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(thrown).toBeInstanceOf(VectorIndexError);
    const { message } = thrown as VectorIndexError;
    expect(message).toContain(way.url);
    expect(message).not.toContain(key);
    return thrown as VectorIndexError;
  };
  const near = () => index.nearest(nearTo(at(0)));

  it.each<[string, Fault]>([
    ['a fault of the store', { status: 500, body: '{}' }],
    ['a limit, after what it asks to wait', { status: 429, headers: { 'retry-after': '0' } }],
    ['a busy gateway that speaks HTML', { status: 503, body: '<html>' }],
    ['an answer that broke off', 'cut'],
  ])('asks again after %s', async (_, fault) => {
    way.become((request, nth) => (nth === 1 ? fault : null));
    expect((await near()).map(({ id }) => id)).toEqual(['one']);
    await index.put(MODEL, [aPoint('one'), aPoint('two')]);
    expect((await index.held(MODEL)).size).toBe(2);
    await index.remove(MODEL, [aPoint('two')]);
    expect((await index.held(MODEL)).size).toBe(1);
  });

  it.each<[string, Fault, string, RegExp]>([
    ['has a fault of its own', { status: 500, body: '{}' }, 'unreachable', /fault of its own \(500\)/],
    ['allows no more', { status: 429 }, 'throttled', /429\); ask again later/],
    ['breaks off', 'cut', 'unreachable', /cannot be reached/],
    ['refuses the key', { status: 403 }, 'rejected', /403\).*VECTOR_STORE_API_KEY/],
    ['moved', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, 'rejected', /set VECTOR_STORE_URL/],
    ['is no such store', { status: 200, body: '<html>' }, 'invalid', /check that VECTOR_STORE_URL is one/],
    ['says nothing of use', { status: 200, body: '{"result":{}, "matches":7}' }, 'invalid', /cannot be read/],
  ])('says what to do when the store %s', async (_, fault, kind, message) => {
    way.become(() => fault);
    for (const call of [near, () => index.put(MODEL, [aPoint('two')]), () => index.held(MODEL)]) {
      const failed = await error(call());
      expect(failed.kind).toBe(kind);
      expect(failed.message).toMatch(message);
    }
  });

  it('does not wait for what a store that is throttled asks for beyond its time', async () => {
    way.become(() => ({ status: 429, headers: { 'retry-after': '86400' } }));
    expect((await error(near())).kind).toBe('throttled');
  });

  it('gives up on a store that does not answer', async () => {
    const impatient = open(way.url, 50);
    way.become(() => 'silence');
    const failed = await error(impatient.nearest(nearTo(at(0))));
    expect(failed).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('ETIMEDOUT') as string });
    await impatient.close();
  });

  it('repeats no key, should the store do so', async () => {
    const said = `no such key: ${key}`;
    const body = JSON.stringify({ message: said, status: { error: said } });
    way.become(() => ({ status: 401, body }));
    expect((await error(near())).message).toContain('no such key: …');
  });

  it('believes nothing whole of which a part was put', async () => {
    const points = directions(2_500, 5).map((values, i) => aPoint(`p${i}`, { values }));
    way.become((request, nth) => (puts(request) && nth >= 2 ? { status: 500, body: '{}' } : null));
    await error(index.put(MODEL, points));
    way.become(() => null);
    const held = await index.held(MODEL);
    expect(held.has(passageKey(aPoint('one')))).toBe(true);
    expect(held.size).toBeLessThan(points.length);
    await index.put(MODEL, points);
    expect((await index.held(MODEL)).size).toBe(points.length + 1);
  });

  it('ends what is under way when it is closed', async () => {
    way.become(() => 'silence');
    const asked = near();
    await index.close();
    expect(await error(asked)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('was closed') as string,
    });
    await error(index.held(MODEL));
  });
}
