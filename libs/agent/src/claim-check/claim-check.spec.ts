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

  it('takes what another reading found of related facts', () => {
    const related = [{ claim: { kind: 'relation' as const, text: 'Isdom bought GTX Basic' }, holds: false }];
    expect(checkClaims('Isdom bought GTX Basic.', facts, vocabulary, related).unsupported).toEqual([related[0]!.claim]);
  });
});
