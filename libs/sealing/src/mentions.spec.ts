import { Mentions } from './mentions';

const zelda = new Mentions({
  names: ['Zelda Quux', 'Zelda Maier'],
  emails: ['zelda.quux@example.com'],
  phones: ['+49 30 555-0199'],
});

describe('a mention of a person', () => {
  it.each([
    ['the whole name', 'Called Zelda Quux today'],
    ['in another case and spacing', 'ZELDA   QUUX called'],
    ['one part in bold', 'For **Zelda** Quux'],
    ['a former name', 'Mrs. Zelda Maier asked'],
    ['the address', 'write to <Zelda.Quux@example.com>'],
    ['the number, written in another way', 'ring (0049) 30 5550199'],
  ])('is seen by %s', (_how, text) => {
    expect(zelda.in(text)).toBe(true);
  });

  it.each([
    ['somebody else', 'Called Ada Ash'],
    ['a longer word', 'the Zeldaquuxian method'],
    ['an amount', 'offered 5550'],
    ['a first name alone', 'Called Zelda'],
  ])('is not seen in %s', (_how, text) => {
    expect(zelda.in(text)).toBe(false);
  });

  it('is seen by a first name among the people of one account', () => {
    expect(zelda.inPart('Called Zelda')).toBe(true);
    expect(zelda.inPart('Called Ada')).toBe(false);
  });

  it('is taken out of a text, and what cannot be cut out is said', () => {
    expect(zelda.without('owner Zelda Quux (zelda.quux@example.com) left', '[erased]')).toBe(
      'owner [erased] ([erased]) left',
    );
    expect(zelda.without('tel. 4930 5550199', '[erased]')).toBeNull();
  });

  it('looks for nothing where nothing is known, and not for words', () => {
    expect(new Mentions({ names: [], emails: [], phones: [] }).inPart('anything')).toBe(false);
    expect(new Mentions({ names: ['Al'], emails: [], phones: [] }).inPart('Al and all')).toBe(false);
  });
});
