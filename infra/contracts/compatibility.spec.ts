import { defineEvent, sealedSchema, type EventDefinition } from '@salesagent/canon/events';
import { z } from 'zod';
import { breaks, describeBreak } from './compatibility';
import { freeze, readRelease, writeRelease } from './frozen';
import { makeRelease, ReleaseRefused, releases } from './releases';

const TODAY = '2026-06-01';
const part = z.strictObject({ pWin: z.number(), minutes: z.number().optional() });
const schema = z.strictObject({
  dealId: z.string(),
  amount: z.number().min(0),
  closedOn: z.iso.date(),
  tier: z.enum(['T1', 'T2']),
  action: z.enum(['call', 'mail']).meta({ extensible: true }),
  note: z.string().nullable(),
  name: z.union([sealedSchema, z.null()]),
  discount: z.number().optional(),
  part,
  parts: z.array(part),
});
const offer = defineEvent({
  type: 'OfferMade',
  version: 1,
  topic: 'crm.opportunity',
  key: 'opportunity/{recordId}',
  writtenBy: ['gateway'],
  description: 'An offer was made.',
  schema,
});
const other = defineEvent({ ...offer, type: 'OfferAccepted' });
const released = { release: '1.2.0', frozenOn: '2026-01-01', events: freeze([offer, other]) };

/** What is broken when the first event is changed. */
function after(change: Partial<EventDefinition>, today = TODAY): string[] {
  return breaks(released, freeze([{ ...offer, ...change }, other]), today).map(describeBreak);
}
const inside = (change: z.ZodRawShape): string[] => after({ schema: schema.extend(change) });

describe('what does not break a consumer of the last release', () => {
  it.each<[string, string[]]>([
    ['nothing', after({})],
    ['an optional field', inside({ currency: z.string().optional() })],
    ['an optional field within a field', inside({ part: part.extend({ of: z.string().optional() }) })],
    [
      'a word of a vocabulary that grows',
      inside({ action: z.enum(['call', 'mail', 'visit']).meta({ extensible: true }) }),
    ],
    ['a better description', inside({ dealId: z.string().describe('Id of the deal') })],
    [
      'a new event',
      breaks(released, freeze([offer, other, { ...offer, type: 'OfferLost' }]), TODAY).map(describeBreak),
    ],
    [
      'a deprecation with time enough',
      after({ deprecated: { since: '1.3.0', removeAfter: '2026-11-28', replacedBy: null } }),
    ],
    [
      'a new version that keeps the old one with its upcaster',
      after({
        version: 2,
        schema: z.strictObject({ dealId: z.string() }),
        older: [{ version: 1, schema, upcast: (data) => data, changed: 'Less.' }],
      }),
    ],
  ])('%s', (_what, broken) => {
    expect(broken).toEqual([]);
  });
});

describe('what breaks a consumer of the last release, named by event, field and remedy', () => {
  const anUpcaster = /Leave version 1 as 1\.2\.0 has it, in `older` with an upcaster, and make this version 2/;
  it.each<[string, string[], RegExp]>([
    [
      'a field taken away',
      after({ schema: schema.omit({ dealId: true }) }),
      /^OfferMade\.v1 dealId: was removed, or renamed/,
    ],
    ['a new field that is required', inside({ currency: z.string() }), /currency: was added and is required/],
    ['an optional field made required', inside({ discount: z.number() }), /discount: was optional and is now required/],
    ['a field that may now be missing', inside({ dealId: z.string().optional() }), /dealId: .* is now optional/],
    ['a narrower type', inside({ note: z.string() }), /note: no longer allows null/],
    ['a wider type', inside({ dealId: z.string().nullable() }), /dealId: now also allows null/],
    ['another type', inside({ dealId: z.number() }), /dealId: no longer allows string/],
    ['a whole number', inside({ amount: z.int().min(0) }), /amount: no longer allows number/],
    ['another limit', inside({ amount: z.number().min(1) }), /amount: minimum was 0 and is 1/],
    ['another format', inside({ closedOn: z.iso.datetime() }), /closedOn: format was "date" and is "date-time"/],
    ['a value less', inside({ tier: z.enum(['T1']) }), /tier: no longer has the value T2/],
    ['a value more in a closed list', inside({ tier: z.enum(['T1', 'T2', 'T3']) }), /tier: has the new value T3/],
    [
      'a word less',
      inside({ action: z.enum(['call']).meta({ extensible: true }) }),
      /action: no longer has the value mail/,
    ],
    ['a vocabulary closed', inside({ action: z.enum(['call', 'mail']) }), /action: is now limited/],
    [
      'a sealed value in the clear',
      inside({ name: z.union([z.string(), z.null()]) }),
      /name: no longer allows object Sealed/,
    ],
    [
      'a field within a field',
      inside({ part: part.extend({ pWin: z.string() }) }),
      /part\.pWin: no longer allows number/,
    ],
    ['a field within a list', inside({ parts: z.array(part.omit({ pWin: true })) }), /parts\[\]\.pWin: was removed/],
  ])('%s', (_what, broken, expected) => {
    expect(broken[0]).toMatch(expected);
    expect(broken[0]).toMatch(anUpcaster);
  });

  it.each<[string, string[], RegExp]>([
    ['another topic', after({ topic: 'crm.offer' }), /moved from crm\.opportunity to crm\.offer\. Keep the topic/],
    ['another key', after({ key: 'offer/{id}' }), /its key was opportunity\/{recordId} and is offer\/{id}/],
    ['a new version without the old one', after({ version: 2 }), /v1: the version is gone.* Keep version 1 in `older`/],
    [
      'too little time',
      after({ deprecated: { since: '1.3.0', removeAfter: '2026-09-01', replacedBy: null } }),
      /less than 180 days/,
    ],
  ])('%s', (_what, broken, expected) => {
    expect(broken.join()).toMatch(expected);
  });

  it('an old version whose schema was changed where it is kept', () => {
    const older = [{ version: 1, schema: z.strictObject({}), upcast: (data: unknown) => data, changed: 'All.' }];
    expect(after({ version: 2, older })[0]).toMatch(/dealId: was removed.*Put the schema of version 1 back as 1\.2\.0/);
  });
});

describe('an event that goes away', () => {
  const deprecated = { since: '1.2.0', removeAfter: '2026-06-30', replacedBy: 'OfferAccepted' };
  const promised = { ...released, events: freeze([{ ...offer, deprecated }, other]) };
  const without = (today: string): string[] => breaks(promised, freeze([other]), today).map(describeBreak);

  it('must have been called deprecated in a release first', () => {
    const broken = breaks(released, freeze([other]), TODAY).map(describeBreak);
    expect(broken).toEqual([expect.stringMatching(/OfferMade\.v1: was removed without having been deprecated/)]);
  });

  it('stays until the day that was promised, and may go on the day after', () => {
    expect(without('2026-06-30')).toEqual([expect.stringMatching(/was removed before 2026-06-30/)]);
    expect(without('2026-07-01')).toEqual([]);
  });

  it('does not go earlier than was promised', () => {
    const sooner = freeze([{ ...offer, deprecated: { ...deprecated, removeAfter: '2026-06-29' } }, other]);
    expect(breaks(promised, sooner, TODAY).map(describeBreak)).toEqual([
      expect.stringMatching(/release 1\.2\.0 promised it until 2026-06-30/),
    ]);
  });
});

describe('a release', () => {
  it('comes back from its file as it was', () => {
    expect(readRelease(writeRelease(released))).toEqual(released);
  });

  it.each([
    ['that breaks the one before', '1.3.0', freeze([other]), /was removed without/],
    ['without any change', '1.3.0', released.events, /Nothing has changed since 1\.2\.0/],
    ['whose number hides an addition', '1.2.1', freeze([offer, other, { ...offer, type: 'New' }]), /1\.3\.0 or higher/],
    ['without a proper number', '1.3', released.events, /no version/],
  ])('%s is refused', (_what, version, now, reason) => {
    const making = (): unknown => makeRelease(version, TODAY, [released], now);
    expect(making).toThrow(ReleaseRefused);
    expect(making).toThrow(reason);
  });

  it('of an addition is the next minor', () => {
    const now = freeze([offer, other, { ...offer, type: 'New' }]);
    expect(makeRelease('1.3.0', TODAY, [released], now)).toEqual({ release: '1.3.0', frozenOn: TODAY, events: now });
  });
});

describe('the contracts of now', () => {
  it('break nobody who was built on the last release', () => {
    const last = releases().at(-1)!;
    const today = new Date().toISOString().slice(0, 10);
    expect(breaks(last, freeze(), today).map(describeBreak)).toEqual([]);
  });
});
