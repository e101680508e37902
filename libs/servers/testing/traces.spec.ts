import { zipSync } from 'fflate';
import { TraceSearch } from './traces';

const search = new TraceSearch(['Zelda Quux']);
const forms = (bytes: Buffer) => search.in('here', bytes).map(({ form }) => form);

describe('a search for traces', () => {
  it.each([
    ['plain, in another case', Buffer.from('xx zelda QUUX yy'), ['plain']],
    ['as hex', Buffer.from(`\\x00${Buffer.from('Zelda Quux').toString('hex')}ff`), ['hex']],
    ['not at all', Buffer.from('Zelda and Quux'), []],
  ])('sees a value %s', (_how, bytes, expected) => {
    expect(forms(bytes)).toEqual(expected);
  });

  it.each([0, 1, 2, 3])('sees a value inside base64 with %i bytes before it', (before) => {
    const encoded = Buffer.from(`${'-'.repeat(before)}Zelda Quux and more`).toString('base64');
    expect(forms(Buffer.from(encoded))).toEqual(['base64']);
  });

  it('looks into zips', () => {
    const zip = Buffer.from(zipSync({ 'word/document.xml': Buffer.from('<w:t>Zelda Quux</w:t>') }));
    expect(search.in('offer', zip)).toEqual([
      { place: 'offer!word/document.xml', marker: 'Zelda Quux', form: 'plain' },
    ]);
  });
});
