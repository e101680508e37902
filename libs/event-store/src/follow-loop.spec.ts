import { FollowLoop, type Found, type Pace } from './follow-loop';

/** A loop on a clock of the test's, whose steps find what they are told. */
function looping(pace: Pace, finds: (step: number) => Found = () => false) {
  const begun: number[] = [];
  const failures: number[] = [];
  const loop = new FollowLoop(
    () => {
      begun.push(performance.now());
      return Promise.resolve(finds(begun.length));
    },
    (_, attempt) => failures.push(attempt),
    pace,
  );
  const passes = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);
  /** Milliseconds between the beginnings of the steps so far. */
  const gaps = () => begun.slice(1).map((at, i) => at - begun[i]!);
  return { loop, begun, failures, passes, gaps };
}

describe('a follow loop', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('pauses longer and longer while it finds nothing, and shortly again once woken', async () => {
    const { loop, gaps, passes } = looping({ idle: 80 });
    loop.start();
    await passes(250);
    expect(gaps().slice(0, 5)).toEqual([10, 20, 40, 80, 80]);
    loop.wake();
    await passes(35);
    expect(gaps().slice(-2)).toEqual([10, 20]);
    await Promise.all([loop.stop(), passes(100)]);
  });

  it('goes on at once while there is more', async () => {
    const { loop, begun, passes } = looping({ idle: 1_000, shortest: 1_000, apart: 50 }, (step) => step < 5);
    loop.start();
    await passes(1);
    expect(begun).toHaveLength(5);
    await Promise.all([loop.stop(), passes(100)]);
  });

  it('takes the first wake-up at once, and what comes right after it in one step', async () => {
    const { loop, begun, gaps, passes } = looping({ idle: 1_000, shortest: 1_000, apart: 20 });
    loop.start();
    await passes(500);
    for (let n = 0; n < 10; n++) {
      loop.wake();
      await passes(2);
    }
    await passes(40);
    expect(gaps()).toEqual([500, 20]);
    expect(begun).toHaveLength(3);
    await Promise.all([loop.stop(), passes(100)]);
  });

  it('comes back when a step says so', async () => {
    const { loop, gaps, passes } = looping({ idle: 1_000, shortest: 1_000 }, (step) => step === 1 && 30);
    loop.start();
    await passes(40);
    expect(gaps()).toEqual([30]);
    await Promise.all([loop.stop(), passes(1_000)]);
  });

  it('tries again after an error, later each time', async () => {
    const { loop, failures, gaps, passes } = looping({}, (step) => {
      if (step <= 2) throw new Error('away');
      return false;
    });
    loop.start();
    await passes(650);
    expect(failures).toEqual([1, 2]);
    expect(gaps().slice(0, 2)).toEqual([200, 400]);
    await Promise.all([loop.stop(), passes(1_000)]);
  });
});
