import fc from 'fast-check';
import { envelopeSchema, SOURCES } from './envelope';
import { isPlainEnvelope } from './plain-envelope';

const PLAIN = {
  id: 'e1',
  type: 'OpportunityStageMoved',
  version: 1,
  source: 'gateway',
  company: 'acme',
  topic: 'acme.crm.opportunity',
  key: 'opportunity/1',
  sequence: 7,
  occurredAt: '2017-06-28T12:00:00.000Z',
  recordedAt: '2017-07-01T08:00:00.123Z',
  correlationId: '',
  causationId: 'c',
  data: null,
};

const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', 0, -1, 1.5, 2 ** 60, true, [], {}, ...SOURCES),
  fc.constantFrom('2017-02-30T00:00:00.000Z', '2017-06-28T12:00:00Z', '2017-06-28T12:00:00.000+01:00', '2017-13-01'),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.integer(),
  fc.string(),
);

describe('an envelope at a glance', () => {
  it('takes what services write', () => {
    expect(isPlainEnvelope(PLAIN)).toBe(true);
    expect(isPlainEnvelope({ ...PLAIN, traceparent: '00-1-2-01' })).toBe(true);
  });

  it('takes nothing that the schema would not', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(PLAIN), 'traceparent'), odd, fc.boolean(), (field, value, without) => {
        const event: Record<string, unknown> = { ...PLAIN, [field]: value };
        if (without) delete event[field];
        if (isPlainEnvelope(event)) expect(envelopeSchema.safeParse(event).error).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    for (const value of [null, 'text', 7, [PLAIN], []]) expect(isPlainEnvelope(value)).toBe(false);
  });
});
