import { readEvents } from './hubspot-events';

const EVENT = {
  ...{ eventId: 100, subscriptionId: 7, portalId: 1, occurredAt: 1_760_000_000_000, attemptNumber: 0 },
  ...{ subscriptionType: 'deal.propertyChange', objectId: 42, propertyName: 'amount', propertyValue: '900' },
};
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('events of a HubSpot webhook', () => {
  it('name the record and when, and are the same however often they come', () => {
    const first = readEvents(bytes([EVENT]));
    expect(first).toEqual({
      events: [
        { key: '7/100/1760000000000/deal/42', object: 'deal', objectId: '42', occurredAt: new Date(EVENT.occurredAt) },
      ],
    });
    expect(readEvents(bytes([{ ...EVENT, attemptNumber: 3 }]))).toEqual(first);
  });

  it('are told apart where HubSpot gives two the same eventId', () => {
    const read = readEvents(bytes([EVENT, { ...EVENT, objectId: 43 }])) as { events: { key: string }[] };
    expect(new Set(read.events.map((e) => e.key)).size).toBe(2);
  });

  it('name the object type of generic subscriptions, and every record of a merge', () => {
    const generic = { ...EVENT, subscriptionType: 'object.creation', objectTypeId: '0-3' };
    expect(readEvents(bytes([generic]))).toMatchObject({ events: [{ object: '0-3' }] });
    const merge = { ...EVENT, subscriptionType: 'contact.merge', primaryObjectId: 42, mergedObjectIds: [43, 44] };
    expect(readEvents(bytes([merge]))).toMatchObject({
      events: [{ objectId: '42' }, { objectId: '43' }, { objectId: '44' }],
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0), /not JSON/],
    ['half a body', Buffer.from('[{"eventId":'), /not JSON/],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x5b]), /not JSON/],
    ['an object', bytes(EVENT), /array/],
    ['a null among them', bytes([null]), /0/],
    ['no id', bytes([{ ...EVENT, objectId: undefined }]), /objectId/],
    ['an id that is none', bytes([{ ...EVENT, objectId: "1' or '1" }]), /objectId/],
    ['a NUL in a word', bytes([{ ...EVENT, objectTypeId: 'a\u0000b' }]), /objectTypeId/],
    ['a time that is none', bytes([{ ...EVENT, occurredAt: 1e300 }]), /occurredAt/],
    ['more than HubSpot sends', bytes(Array.from({ length: 1_001 }, () => EVENT)), /body/],
  ])('say what is wrong with %s', (_, body, problem) => {
    expect(readEvents(body)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('are words and numbers a database takes, or a reason, for 10,000 altered bodies', () => {
    const seed = Number(process.env['SEED'] ?? 20_261_126);
    const random = generator(seed);
    let read = 0;
    for (let n = 0; n < 10_000; n += 1) {
      const sent = altered(random);
      const result = readEvents(sent);
      if ('problem' in result) continue;
      read += 1;
      for (const { key, object, objectId, occurredAt } of result.events) {
        if (
          !/^[\w/-]+$/.test(key) ||
          !/^[\w-]+$/.test(object) ||
          !/^\d+$/.test(objectId) ||
          Number.isNaN(occurredAt?.getTime())
        )
          throw new Error(`seed ${seed}, body ${n}: ${sent.toString('base64')}`);
      }
    }
    // Some are altered where nobody looks.
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(10_000);
  });
});

/** A body with some bytes altered, put in or taken out. */
function altered(random: () => number): Buffer {
  let bytes = whole();
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes -= 1) {
    const at = Math.floor(random() * bytes.length);
    const put = random() < 0.7 ? [Math.floor(random() * 256)] : [];
    bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + (random() < 0.5 ? 1 : 0))]);
  }
  return bytes;
}

const whole = (): Buffer => bytes([EVENT, { ...EVENT, subscriptionType: 'contact.merge', mergedObjectIds: [1, '2'] }]);

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
