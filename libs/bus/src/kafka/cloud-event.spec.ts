import fc from 'fast-check';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { aStageMove } from '../../testing/an-integration-event';
import { fromMessage, toMessage, type ReceivedMessage } from './cloud-event';

const received = (event: IntegrationEvent, change: Partial<ReceivedMessage> = {}): ReceivedMessage => {
  const { key, value, headers } = toMessage(event);
  const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]);
  return { key: Buffer.from(key), value: Buffer.from(value), headers: Object.fromEntries(bytes), ...change };
};

describe('an event as a CloudEvent on Kafka', () => {
  const event = aStageMove('opportunity/1', 7, { traceparent: '00-a-b-01' });

  it('has the attributes of CloudEvents 1.0 in headers, the aggregate as key and the data as value', () => {
    expect(toMessage(event)).toEqual({
      key: 'opportunity/1',
      value: JSON.stringify(event.data),
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: event.id,
        ce_type: 'OpportunityStageMoved.v1',
        ce_source: 'gateway',
        ce_subject: 'opportunity/1',
        ce_time: '2017-06-30T12:00:00.000Z',
        ce_company: 'acme',
        ce_sequence: '7',
        ce_recordedat: '2017-07-01T08:00:00.000Z',
        ce_correlationid: 'test',
        ce_causationid: 'test',
        traceparent: '00-a-b-01',
      },
      timestamp: String(Date.parse('2017-07-01T08:00:00.000Z')),
    });
  });

  it('comes back the same, whatever its data and ids', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.integer({ min: 1 }),
        (data, text, version) => {
          const correlationId = text.replaceAll('\u0000', '');
          const json = JSON.parse(JSON.stringify(data)) as unknown;
          const sent = { ...event, data: json, version, correlationId, type: 'A.v2.Type' };
          expect(fromMessage(event.topic, received(sent))).toEqual({ key: event.key, event: sent });
        },
      ),
    );
  });

  it.each([
    ['a value that is not JSON', { value: Buffer.from('{"half":') }, /16|8 bytes\) is not JSON/],
    ['no value', { value: null }, /no value/],
    ['a value above the limit', { value: Buffer.alloc(1_000_001, 0x31) }, /1000001 bytes are more than/],
  ])('with %s is undecodable, and still tells its place', (_what, change, reason) => {
    const decoded = fromMessage(event.topic, received(event, change));
    expect(decoded.undecodable).toMatch(reason);
    expect(decoded.event).toMatchObject({ source: 'gateway', key: 'opportunity/1', sequence: 7, data: null });
  });

  it('without its headers is undecodable, and has no place', () => {
    const decoded = fromMessage(event.topic, received(event, { headers: {} }));
    expect(decoded).toMatchObject({ key: 'opportunity/1', event: null });
    expect(decoded.undecodable).toMatch(/ce_specversion, ce_id, ce_type/);
  });

  it('of another CloudEvents version, without a version of its type or with a crooked sequence is undecodable', () => {
    const headers = received(event).headers;
    const reason = (change: Record<string, string>): string | undefined =>
      fromMessage(event.topic, received(event, { headers: { ...headers, ...change } })).undecodable;
    expect(reason({ ce_specversion: '0.3' })).toMatch(/0\.3/);
    expect(reason({ ce_type: 'OpportunityStageMoved' })).toMatch(/names no version/);
    expect(reason({ ce_sequence: '1e3' })).toMatch(/1e3/);
  });

  it('can always be stored: a NUL character in key or headers does not reach the database', () => {
    const decoded = fromMessage(
      event.topic,
      received(event, { key: Buffer.from('a\u0000b'), value: Buffer.from('\0') }),
    );
    expect(decoded.key).toBe('a\ufffdb');
    expect(decoded.undecodable).not.toContain('\u0000');
  });
});
