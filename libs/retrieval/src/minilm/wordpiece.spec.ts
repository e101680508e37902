import { WordPiece } from './wordpiece';

const VOCABULARY = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'un',
  '##aff',
  '##able',
  'price',
  "'",
  's',
  'uber',
  '価',
  '格',
  '!',
];
const words = new WordPiece(VOCABULARY.join('\n'));
const tokens = (text: string, most = 99): string[] => words.encode(text, most).map((id) => VOCABULARY[id]!);

describe('WordPiece', () => {
  it.each<[string, string, string[]]>([
    ['puts a word together from its longest pieces', 'unaffable', ['un', '##aff', '##able']],
    ['knows no word that cannot be put together', 'unprice', ['[UNK]']],
    ['knows neither case nor accents', 'Price ÜBER', ['price', 'uber']],
    ['takes punctuation for itself', "price's!", ['price', "'", 's', '!']],
    ['takes Chinese characters for themselves', '価格', ['価', '格']],
    ['passes over blanks and control characters', ' \tpri\u0000ce\n', ['price']],
    ['gives nothing for nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(tokens(text)).toEqual(['[CLS]', ...expected, '[SEP]']);
  });

  it('leaves out what is too much, and keeps the end', () => {
    expect(tokens('price price price', 4)).toEqual(['[CLS]', 'price', 'price', '[SEP]']);
    expect(tokens('unaffable', 4)).toEqual(['[CLS]', 'un', '##aff', '[SEP]']);
  });

  it('refuses a vocabulary that is none', () => {
    expect(() => new WordPiece('price\nchurn')).toThrow('The vocabulary has no [CLS].');
  });
});
