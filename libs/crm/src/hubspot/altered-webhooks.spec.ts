import { seededRandom } from '../../testing/hosted/faults';
import { parseWebhook } from './webhook-events';

const SEED = Number(process.env['SEED'] ?? 20_261_126);
const BODIES = 10_000;
const EVENT = {
  ...{ eventId: 100, subscriptionId: 7, portalId: 1, appId: 2, occurredAt: 1_760_000_000_000, attemptNumber: 0 },
  ...{ subscriptionType: 'deal.propertyChange', objectId: 42, propertyName: 'amount', propertyValue: '900' },
};
const WHOLE = Buffer.from(
  JSON.stringify([
    EVENT,
    { ...EVENT, subscriptionType: 'contact.merge', primaryObjectId: 1, mergedObjectIds: [2, '3'] },
    { ...EVENT, subscriptionType: 'object.creation', objectTypeId: '2-17' },
  ]),
);

/** The body with some bytes altered, put in or taken out. */
function altered(random: () => number): Buffer {
  let bytes = WHOLE;
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes -= 1) {
    const at = Math.floor(random() * bytes.length);
    const put = random() < 0.7 ? [Math.floor(random() * 256)] : [];
    bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + (random() < 0.5 ? 1 : 0))]);
  }
  return bytes;
}

it(`gives words and numbers a database takes, or a reason, for ${BODIES} altered bodies (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  let read = 0;
  for (let n = 0; n < BODIES; n += 1) {
    const sent = altered(random);
    const { events, problems } = parseWebhook(sent);
    if (problems.length > 0) continue;
    read += 1;
    for (const { key, object, ids, occurredAt } of events) {
      const good =
        /^[\w:.-]+$/.test(key) &&
        /^[\w-]+$/.test(object) &&
        ids.every((id) => /^\d+$/.test(id)) &&
        !Number.isNaN(occurredAt.getTime());
      if (!good) throw new Error(`body ${n}: ${sent.toString('base64')}`);
    }
  }
  // Some are altered where nobody looks.
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(BODIES);
});
