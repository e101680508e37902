import type { UpcasterLadder } from '@salesagent/canon/events';
import { upcast, withVersions } from './upcasting';
import { anEvent } from '../testing';

const ladder: UpcasterLadder = {
  OfferMade: {
    1: (data) => ({ amount: (data as { price: number }).price }),
    2: (data, { key, occurredAt }) => ({ ...(data as object), key, occurredAt }),
  },
};
const stored = { stream: 'offer/1', occurredAt: new Date(0) };

describe('old versions in a log', () => {
  it('are read as the newest, and a step may know stream and business time', () => {
    const event = { ...stored, type: 'OfferMade', version: 1, data: { price: 7 } };
    expect(upcast(ladder, event)).toEqual({
      ...stored,
      type: 'OfferMade',
      version: 3,
      data: { amount: 7, key: 'offer/1', occurredAt: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('leave the newest version and types without a ladder alone', () => {
    const newest = { ...stored, type: 'OfferMade', version: 3, data: 1 };
    const other = { ...stored, type: 'Other', version: 1, data: 2 };
    expect(upcast(ladder, newest)).toBe(newest);
    expect(upcast(ladder, other)).toBe(other);
  });

  it('are not written any more: an event without a version is one of the newest', () => {
    const events = [
      anEvent({ type: 'OfferMade' }),
      anEvent({ type: 'OfferMade', version: 2 }),
      anEvent({ type: 'Other' }),
    ];
    const batches = [{ stream: 'offer/1', expected: 'any' as const, events }];
    expect(withVersions(ladder, batches)[0]?.events.map((event) => event.version)).toEqual([3, 2, 1]);
    expect(withVersions({}, batches)).toBe(batches);
  });
});
