import type { IntegrationEvent } from '@salesagent/canon/events';
import { anOfferOfTwoVersions, aStageMove, COMPANY } from '../../testing/an-integration-event';
import { readDelivery, type Incoming } from './incoming';

const TOPIC = `${COMPANY}.crm.opportunity`;

function read(event: unknown, wanted = [TOPIC]): Incoming | null {
  const delivery = { topic: TOPIC, partition: 0, offset: '1', key: 'opportunity/1', event };
  return readDelivery(delivery, COMPANY, new Set(wanted), () => anOfferOfTwoVersions);
}
const anOffer = (version: number, data: unknown): IntegrationEvent =>
  aStageMove('opportunity/1', 1, { type: 'OfferMade', version, data });

describe('an event off the wire', () => {
  it('of an old version is handed on as the newest, and remembered as it came', () => {
    const came = anOffer(1, { price: 7 });
    expect(read(came)).toMatchObject({
      problem: null,
      event: { version: 2, data: { amount: 7, currency: 'USD' }, id: came.id, sequence: 1 },
      received: came,
    });
  });

  it('of the newest version is handed on as it is', () => {
    const came = anOffer(2, { amount: 7, currency: 'EUR' });
    expect(read(came)?.event).toBe(came);
  });

  it.each([
    ['a version from the future', 3, { amount: 7, currency: 'EUR' }, /version 3 of OfferMade; this service knows 2/],
    ['a version that never was', 0.5, {}, /envelope/],
    ['an old version whose data its own schema refuses', 1, { cost: 7 }, /data of OfferMade[^]*price/],
    ['the newest version without a field', 2, { amount: 7 }, /data of OfferMade[^]*currency/],
  ])('of %s has a problem', (_what, version, data, problem) => {
    expect(read(anOffer(version, data))?.problem).toMatch(problem);
  });

  it('may carry a field that was added after this service was built', () => {
    const came = anOffer(2, { amount: 7, currency: 'EUR', discount: 0.1 });
    expect(read(came)).toMatchObject({ problem: null, event: { data: { discount: 0.1 } } });
    expect(read({ ...anOffer(1, { price: 7, note: 'x' }), tenant: 'new' })?.problem).toBeNull();
  });

  it('on a topic nobody asked for only keeps the sequence whole', () => {
    expect(read(anOffer(9, {}), [])).toMatchObject({ wanted: false, problem: null });
  });

  it('whose bytes could not be read says so again when it is read from where it was parked', () => {
    const event = { ...anOffer(2, null), data: null };
    const delivery = { topic: event.topic, partition: 0, offset: '0', key: event.key };
    const parked = readDelivery({ ...delivery, event, undecodable: '8 bytes are not JSON' }, COMPANY, new Set());
    const again = readDelivery({ ...delivery, event: parked?.received }, COMPANY, new Set());
    expect(again).toMatchObject({ problem: '8 bytes are not JSON', received: parked?.received });
  });

  it('that has no place in a sequence cannot be put in order', () => {
    expect(read({ source: 'gateway', key: 'opportunity/1' })).toBeNull();
  });
});
