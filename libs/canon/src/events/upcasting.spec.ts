import fc from 'fast-check';
import { climb, newestVersion, UpcasterMissingError, type UpcasterLadder } from './upcasting';

const ladder: UpcasterLadder = {
  OfferMade: {
    1: (data) => ({ amount: (data as { price: number }).price }),
    2: (data) => ({ ...(data as object), currency: 'USD' }),
  },
  Gap: { 2: (data) => data },
};
const context = { type: 'OfferMade', key: 'offer/1', occurredAt: '2017-06-30T12:00:00.000Z' };

describe('the ladder from old versions to the newest', () => {
  it.each([
    [1, { price: 7 }, { amount: 7, currency: 'USD' }],
    [2, { amount: 7 }, { amount: 7, currency: 'USD' }],
  ])('is climbed from version %i', (version, data, newest) => {
    expect(climb(ladder, context, { version, data })).toEqual({ version: 3, data: newest });
  });

  it.each([
    ['the newest version', 'OfferMade', 3],
    ['a version from the future', 'OfferMade', 4],
    ['a type with one version', 'Other', 1],
  ])('leaves %s alone', (_what, type, version) => {
    const event = { version, data: {} };
    expect(climb(ladder, { ...context, type }, event)).toBe(event);
  });

  it('says which step is missing', () => {
    const climbing = () => climb(ladder, { ...context, type: 'Gap' }, { version: 1, data: null });
    expect(climbing).toThrow(UpcasterMissingError);
    expect(climbing).toThrow(/Gap[^]*version 1/);
  });

  it('knows its newest version', () => {
    expect([newestVersion(ladder, 'OfferMade'), newestVersion(ladder, 'Other')]).toEqual([3, null]);
  });

  it('leads to the same wherever one begins, and takes every step once and in order', () => {
    const steps = (count: number): Record<number, (data: unknown) => number[]> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [i + 1, (data: unknown) => [...(data as number[]), i + 1]]),
      );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(19), (count, skip) => {
        const from = 1 + (skip % count);
        const before = Array.from({ length: from - 1 }, (_, i) => i + 1);
        const climbed = climb({ OfferMade: steps(count) }, context, { version: from, data: before });
        const all = Array.from({ length: count }, (_, i) => i + 1);
        expect(climbed).toEqual({ version: count + 1, data: all });
      }),
    );
  });

  it('moves sealed values without opening or changing them', () => {
    const moving: UpcasterLadder = {
      OfferMade: { 1: (data) => ({ contact: { name: (data as { contactName: unknown }).contactName } }) },
    };
    fc.assert(
      fc.property(fc.record({ sealed: fc.constant(1), subject: fc.string(), data: fc.base64String() }), (sealed) => {
        const before: { version: number; data: unknown } = { version: 1, data: { contactName: sealed } };
        const { data } = climb(moving, context, before);
        expect((data as { contact: { name: unknown } }).contact.name).toBe(sealed);
      }),
    );
  });
});
