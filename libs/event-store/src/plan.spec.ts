import { anEvent } from '../testing/an-event';
import { ConcurrencyError, InvalidEventError } from './errors';
import { planAppend, serialiseData } from './plan';

const isIntegration = (type: string): boolean => !type.startsWith('Internal');
const nobody = new Set<string>();

describe('numbering the events of an append', () => {
  it('goes on from the head of the stream', () => {
    const heads = new Map([['deal/1', { version: 4, sequence: 3 }]]);
    const { rows, results } = planAppend(
      [{ stream: 'deal/1', expected: 4, events: [anEvent(), anEvent()] }],
      heads,
      nobody,
      isIntegration,
    );
    expect(rows.map((row) => [row.streamVersion, row.sequence])).toEqual([
      [5, 4],
      [6, 5],
    ]);
    expect(results).toEqual([{ stream: 'deal/1', version: 6, appended: 2, duplicates: [] }]);
  });

  it('gives integration events a sequence of their own, without gaps for the internal ones between them', () => {
    const events = ['Seen', 'InternalNote', 'Seen'].map((type) => anEvent({ type }));
    const { rows } = planAppend([{ stream: 'a', expected: 'none', events }], new Map(), nobody, isIntegration);
    expect(rows.map((row) => (row.integration ? row.sequence : null))).toEqual([1, null, 2]);
    expect(rows.map((row) => row.streamVersion)).toEqual([1, 2, 3]);
  });

  it('leaves out an event the store has, and one that comes twice in the same call', () => {
    const [known, fresh] = [anEvent(), anEvent()];
    const { rows, results } = planAppend(
      [{ stream: 'a', expected: 'any', events: [known, fresh, fresh] }],
      new Map(),
      new Set([known.id]),
      isIntegration,
    );
    expect(rows.map((row) => row.event)).toEqual([fresh]);
    expect(results[0]).toMatchObject({ version: 1, appended: 1, duplicates: [known.id, fresh.id] });
  });

  it('lets a retry pass although the stream has moved on', () => {
    const known = anEvent();
    const heads = new Map([['a', { version: 7, sequence: 7 }]]);
    const { results } = planAppend(
      [{ stream: 'a', expected: 'none', events: [known] }],
      heads,
      new Set([known.id]),
      isIntegration,
    );
    expect(results[0]).toMatchObject({ version: 7, appended: 0 });
  });

  it.each([
    ['none', 1],
    [0, 1],
    [3, 1],
    [1, 0],
  ] as const)('refuses a writer that expected %s when the stream is at %i', (expected, version) => {
    const heads = version === 0 ? new Map() : new Map([['a', { version, sequence: version }]]);
    const append = () => planAppend([{ stream: 'a', expected, events: [anEvent()] }], heads, nobody, isIntegration);
    expect(append).toThrow(ConcurrencyError);
  });

  it('lets two batches of one call follow each other in a stream', () => {
    const { results } = planAppend(
      [
        { stream: 'a', expected: 'none', events: [anEvent(), anEvent()] },
        { stream: 'b', expected: 'none', events: [anEvent()] },
        { stream: 'a', expected: 2, events: [anEvent()] },
      ],
      new Map(),
      nobody,
      isIntegration,
    );
    expect(results.map((result) => result.version)).toEqual([2, 1, 3]);
  });
});

describe('what cannot be stored', () => {
  it('is a NUL character, which no projection could keep', () => {
    expect(() => serialiseData(anEvent({ data: { name: 'a\u0000b' } }), true)).toThrow(InvalidEventError);
  });

  it('is not a text that only speaks of one', () => {
    expect(serialiseData(anEvent({ data: 'written \\u0000' }), true)).toBe('"written \\\\u0000"');
  });

  it('is a value that JSON does not have', () => {
    expect(() => serialiseData(anEvent({ data: undefined }), true)).toThrow(/not a JSON value/);
  });

  it('is an event that happened at no time', () => {
    expect(() => serialiseData(anEvent({ occurredAt: new Date('yesterday') }), true)).toThrow(/occurredAt/);
  });

  it('is an integration event larger than the bus carries; what stays in the service may be larger', () => {
    const large = anEvent({ data: { text: 'ü'.repeat(500_000) } });
    expect(() => serialiseData(large, true)).toThrow(/1000011 bytes, the bus carries 1000000/);
    expect(serialiseData(large, false)).toHaveLength(500_011);
  });
});
