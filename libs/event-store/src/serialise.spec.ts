import { anEvent } from '../testing/an-event';
import { InvalidEventError } from './errors';
import { serialiseData } from './serialise';

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
