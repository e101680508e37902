import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isSealed, parseEvent, turnOf, type SalesEvent } from '.';

interface Message {
  headers: Record<string, string>;
  value: Record<string, unknown>;
}
const folder = resolve(__dirname, '../../../contracts/samples');
const sample = (name: string): Message => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Message;
const names = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.replace('.json', '')] : []));

describe('an event as another team reads it', () => {
  it.each(names)('%s is understood, as text, bytes or value', (name) => {
    const { headers, value } = sample(name);
    const parsed = parseEvent(headers, value);
    expect(parsed).toMatchObject({ ok: true, event: { type: name.split('.v')[0], data: value } });
    const bytes = Object.fromEntries(Object.entries(headers).map(([key, text]) => [key, Buffer.from(text)]));
    expect(parseEvent(bytes, Buffer.from(JSON.stringify(value)))).toEqual(parsed);
  });

  it('is narrowed by its type', () => {
    const parsed = parseEvent(sample('OpportunityWon.v1').headers, sample('OpportunityWon.v1').value);
    const value = (event: SalesEvent): number | null | undefined =>
      event.type === 'OpportunityWon' ? event.data.set.amount : null;
    expect(parsed.ok && value(parsed.event)).toBe(45_600);
  });

  it('keeps personal values sealed', () => {
    const parsed = parseEvent(sample('ContactCreated.v1').headers, sample('ContactCreated.v1').value);
    if (!parsed.ok || parsed.event.type !== 'ContactCreated') throw new Error('not read');
    expect(isSealed(parsed.event.data.set.name)).toBe(true);
    expect(isSealed(parsed.event.data.set.title)).toBe(false);
  });

  it('may have fields that were added later', () => {
    const { headers, value } = sample('ActionApproved.v1');
    expect(parseEvent(headers, { ...value, added: 1 })).toMatchObject({ ok: true, event: { data: { added: 1 } } });
  });

  it.each([
    ['without headers of a CloudEvent', {}, {}, 'not-a-cloud-event', /ce_specversion.*missing/],
    ['without a version', { ce_type: 'OpportunityWon' }, {}, 'not-a-cloud-event', /OpportunityWon\.v1/],
    ['with a crooked sequence', { ce_sequence: '1.5' }, {}, 'not-a-cloud-event', /ce_sequence/],
    ['of a type that came later', { ce_type: 'DealTeleported.v1' }, {}, 'unknown-type', /Skip it, or update/],
    [
      'of a version that came later',
      { ce_type: 'OpportunityWon.v9' },
      {},
      'unknown-version',
      /only OpportunityWon\.v1/,
    ],
    ['with data that does not fit', {}, { recordId: 7 }, 'invalid-data', /recordId must be string/],
  ])('%s has a problem that says what to do', (_what, headers, data, code, message) => {
    const given = sample('OpportunityWon.v1');
    const all =
      code === 'not-a-cloud-event' && Object.keys(headers).length === 0 ? {} : { ...given.headers, ...headers };
    const parsed = parseEvent(all, { ...given.value, ...data });
    expect(parsed).toMatchObject({ ok: false, problem: { code, message: expect.stringMatching(message) } });
  });

  it('that is no JSON has a problem too', () => {
    expect(parseEvent(sample('OpportunityWon.v1').headers, '{"half":')).toMatchObject({
      problem: { code: 'not-json' },
    });
  });
});

describe('the turn of an event', () => {
  it.each([
    [0, 1, 'next'],
    [4, 5, 'next'],
    [4, 4, 'duplicate'],
    [4, 1, 'duplicate'],
    [4, 6, 'gap'],
    [0, 2, 'gap'],
  ] as const)('after %i, %i is %s', (last, sequence, turn) => {
    expect(turnOf(last, sequence)).toBe(turn);
  });
});
