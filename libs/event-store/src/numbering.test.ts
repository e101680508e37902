import { anEvent, logDatabase, type LogDatabase } from '../testing';
import { ConcurrencyError } from './errors';
import type { StreamBatch } from './types';

describe('numbering the events of an append', () => {
  let log: LogDatabase;
  let streams = 0;
  const aStream = (): string => `numbered/${(streams += 1)}`;
  beforeAll(async () => {
    log = await logDatabase();
  });
  afterAll(() => log.drop());

  /** The same batches through the way of a single event and through the general one must end alike. */
  const numbersOf = async (stream: string): Promise<(number | null)[][]> =>
    (await log.store.read(stream)).map((event) => [event.streamVersion, event.sequence]);

  it('goes on from the head of the stream, one at a time or several', async () => {
    const stream = aStream();
    expect(await log.store.append(stream, 'none', [anEvent()])).toMatchObject({ version: 1, appended: 1 });
    expect(await log.store.append(stream, 1, [anEvent(), anEvent()])).toMatchObject({ version: 3, appended: 2 });
    expect(await log.store.append(stream, 3, [anEvent()])).toMatchObject({ version: 4, appended: 1 });
    expect(await numbersOf(stream)).toEqual([1, 2, 3, 4].map((n) => [n, n]));
  });

  it('gives integration events a sequence of their own, without gaps for the internal ones between them', async () => {
    const types = ['Seen', 'InternalNote', 'Seen', 'InternalNote', 'Seen'];
    const expected = [
      [1, 1],
      [2, null],
      [3, 2],
      [4, null],
      [5, 3],
    ];
    const [together, apart] = [aStream(), aStream()];
    await log.store.append(
      together,
      'none',
      types.map((type) => anEvent({ type })),
    );
    for (const type of types) await log.store.append(apart, 'any', [anEvent({ type })]);
    expect(await numbersOf(together)).toEqual(expected);
    expect(await numbersOf(apart)).toEqual(expected);
  });

  it('leaves out an event the store has, and one that comes twice in the same call', async () => {
    const stream = aStream();
    const [known, fresh] = [anEvent(), anEvent()];
    await log.store.append(stream, 'none', [known]);
    const result = await log.store.append(stream, 'any', [known, fresh, fresh]);
    expect(result).toEqual({ stream, version: 2, appended: 1, duplicates: [known.id, fresh.id] });
  });

  it.each(['one', 'several'])('lets a retry of %s pass although the stream has moved on', async (many) => {
    const stream = aStream();
    const events = many === 'one' ? [anEvent()] : [anEvent(), anEvent()];
    await log.store.append(stream, 'none', events);
    await log.store.append(stream, 'any', [anEvent()]);
    const again = await log.store.append(stream, 'none', events);
    expect(again).toMatchObject({ version: events.length + 1, appended: 0, duplicates: events.map(({ id }) => id) });
  });

  it.each([
    ['none', 1],
    [0, 1],
    [3, 1],
    [1, 0],
  ] as const)(
    'refuses a writer that expected %s when the stream is at %i, and writes nothing',
    async (expected, at) => {
      const [stream, other] = [aStream(), aStream()];
      if (at > 0) await log.store.append(stream, 'none', [anEvent()]);
      const one = log.store.append(stream, expected, [anEvent()]);
      await expect(one).rejects.toThrow(ConcurrencyError);
      const several = log.store.appendMany([
        { stream: other, expected: 'none', events: [anEvent()] },
        { stream, expected, events: [anEvent(), anEvent()] },
      ]);
      await expect(several).rejects.toMatchObject({ stream, expected, actual: at });
      expect(await numbersOf(stream)).toHaveLength(at);
      expect(await numbersOf(other)).toEqual([]);
    },
  );

  it('lets batches of one call follow each other in a stream, and checks one without events too', async () => {
    const [a, b] = [aStream(), aStream()];
    const batches: StreamBatch[] = [
      { stream: a, expected: 'none', events: [anEvent(), anEvent()] },
      { stream: b, expected: 'none', events: [anEvent()] },
      { stream: a, expected: 2, events: [anEvent()] },
      { stream: a, expected: 3, events: [] },
    ];
    expect((await log.store.appendMany(batches)).map(({ version }) => version)).toEqual([2, 1, 3, 3]);
    await expect(log.store.append(a, 2, [])).rejects.toThrow(ConcurrencyError);
  });

  it('carries more than one call holds, all or nothing', async () => {
    const stream = aStream();
    const batches = Array.from({ length: 9 }, (_, n) => ({
      stream,
      expected: n * 1_000,
      events: Array.from({ length: 1_000 }, () => anEvent()),
    }));
    const wrong = { stream: aStream(), expected: 7, events: [anEvent()] };
    await expect(log.store.appendMany([...batches, wrong])).rejects.toThrow(ConcurrencyError);
    expect(await numbersOf(stream)).toEqual([]);
    expect((await log.store.appendMany(batches)).at(-1)?.version).toBe(9_000);
  });
});
