import { UpcasterMissingError } from './errors';
import { newestVersion, upcast, type UpcasterLadder } from './upcasting';

const ladder: UpcasterLadder = {
  OfferMade: {
    1: (data) => ({ amount: (data as { price: number }).price }),
    2: (data) => ({ ...(data as object), currency: 'USD' }),
  },
  Gap: { 2: (data) => data },
};
const stored = { stream: 'offer/1', occurredAt: new Date(0) };

describe('reading old versions of an event', () => {
  it('climbs one step after another to the newest', () => {
    const event = { ...stored, type: 'OfferMade', version: 1, data: { price: 7 } };
    expect(upcast(ladder, event)).toMatchObject({ version: 3, data: { amount: 7, currency: 'USD' } });
  });

  it('starts at the version that was stored', () => {
    const event = { ...stored, type: 'OfferMade', version: 2, data: { amount: 7 } };
    expect(upcast(ladder, event)).toMatchObject({ version: 3, data: { amount: 7, currency: 'USD' } });
  });

  it('leaves the newest version and types without a ladder alone', () => {
    const newest = { ...stored, type: 'OfferMade', version: 3, data: 1 };
    const other = { ...stored, type: 'Other', version: 1, data: 2 };
    expect(upcast(ladder, newest)).toBe(newest);
    expect(upcast(ladder, other)).toBe(other);
    expect(newestVersion(ladder, 'Other')).toBeNull();
  });

  it('says which step is missing', () => {
    const event = { ...stored, type: 'Gap', version: 1, data: null };
    expect(() => upcast(ladder, event)).toThrow(UpcasterMissingError);
  });
});
