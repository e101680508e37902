import { checkClaims, wordsOf, type Facts } from './index';

const facts: Facts = {
  words: ['Isdom', 'GTX Basic', 'Kim Meyer'],
  sentences: [],
  dates: new Set(['2017-03-02']),
  quantities: [{ value: 30, unit: 'days', why: 'rule' }],
  passages: ['{{accountName}} bought {{productName}} on {{reasonDate}}.'],
};
const vocabulary = wordsOf(['is that worth a talk? it saves time; the price is so many usd; we spoke with; like']);
const unsupported = (text: string) => checkClaims(text, facts, vocabulary).unsupported.map(({ kind }) => kind);

describe('the independent check of claims', () => {
  it('lets stand what the facts say', () => {
    const { claims } = checkClaims('Isdom bought GTX Basic on 2017-03-02. It saves 30 days.', facts, vocabulary);
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['date', 'name', 'name', 'number']);
    expect(unsupported('Isdom bought GTX Basic on 2017-03-02. It saves 30 days.')).toEqual([]);
  });

  it.each([
    ['number', 'It saves 37 % of the time.'],
    ['number', 'It saves 30 USD.'],
    ['date', 'Isdom bought GTX Basic on 2018-03-02.'],
    ['name', 'Like Contoso, it saves time.'],
    ['promise', 'We guarantee that it saves time.'],
    ['link', 'See https://evil.example/x'],
    ['quotation', 'It is “worth the price”.'],
  ])('finds a %s that nothing supports', (kind, text) => {
    expect(unsupported(text)).toContain(kind);
  });

  describe('with a document that the text cites', () => {
    const shops = 'A retailer with 40 shops cut the waiting from nine days to two.';
    const contoso = 'At Contoso the waiting fell from nine days to two.';
    const bound = 'We guarantee 40 of them within a week.';
    const text = `# Result\n\n${shops.replace('40 shops', '40\n**shops**')} ${contoso} ${bound} See https://evil.example/x now and then.`;
    const of = (said: string, mayNameCustomers: boolean) => {
      const documents = [{ text, mayNameCustomers }];
      return checkClaims(said, { ...facts, documents }, vocabulary).unsupported.map(({ kind }) => kind);
    };

    it('lets its sentences stand word for word, and its numbers', () => {
      expect(of(`Isdom bought GTX Basic on 2017-03-02. ${shops}`, false)).toEqual([]);
      expect(of('It saves nine of 40.', false)).toEqual([]);
    });

    it('names from it whom it allows to name', () => {
      expect(of(contoso, true)).toEqual([]);
      expect(of(contoso, false)).toEqual(['statement']);
      expect(of('It saves like Contoso.', true)).toEqual([]);
      expect(of('It saves like Contoso.', false)).toEqual(['name']);
    });

    it.each([
      ['a number that was changed', shops.replace('40', '41')],
      ['a promise of it', bound],
      ['a link of it', 'See https://evil.example/x now and then.'],
      ['a number as something else', 'It saves 40 %.'],
      ['a number as days', 'It saves 40 days.'],
      ['a name beside it', `${shops} Globex too.`],
    ])('finds %s', (_, said) => {
      expect(of(said, true)).not.toEqual([]);
    });
  });

  it('takes what another reading found of related facts', () => {
    const related = [{ claim: { kind: 'relation' as const, text: 'Isdom bought GTX Basic' }, holds: false }];
    expect(checkClaims('Isdom bought GTX Basic.', facts, vocabulary, related).unsupported).toEqual([related[0]!.claim]);
  });
});
