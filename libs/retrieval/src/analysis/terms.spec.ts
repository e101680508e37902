import { detectLanguage } from './languages';
import { termsOf } from './terms';

describe('the terms of a text', () => {
  it.each([
    ['stems and stop words of English', 'The customers were renewing quarterly', ['custom', 'renew', 'quarter']],
    [
      'irregular verbs and their nouns',
      'We sold, lost and decided; a decision, a sale, a loss',
      ['sell', 'lose', 'decid', 'decid', 'sell', 'lose'],
    ],
    ['hyphens in parts and as one', 'follow-up e-mail', ['follow', 'followup', 'mail', 'email']],
    ['numbers as written, thousands without their comma', 'above 10,000 in 4.1, P80', ['10000', '4.1', 'p80']],
    ['apostrophes', "the buyer's budget won’t do", ['buyer', 'budget']],
    [
      'marks, addresses and placeholders left out',
      '**Price** [list](https://x.example/y) {{ownerName}} <br>',
      ['price', 'list'],
    ],
  ])('are %s', (_, text, terms) => {
    expect(termsOf(text, 'en')).toEqual(terms);
  });

  it('are stemmed by the rules of the language, without accents', () => {
    expect(termsOf('Die Verträge und der Vertrag', 'de')).toEqual(['vertrag', 'vertrag']);
    expect(termsOf('Les remises et la remise', 'fr')).toEqual(['remis', 'remis']);
    expect(termsOf('Skidki i skidka', 'xx')).toEqual(['skidki', 'skidka']);
  });
});

describe('the language of a text', () => {
  it.each([
    ['en', 'How much discount may I give to a customer without asking?'],
    ['de', 'Wie viel Rabatt darf ich einem Kunden geben, ohne zu fragen?'],
    ['fr', 'Quelle remise puis-je accorder à un client sans demander ?'],
    ['es', '¿Qué descuento puedo dar a un cliente sin preguntar?'],
    ['en', 'Ten a month. No rebate below a hundred users.'],
    ['en', 'GTX Pro 4821'],
    ['en', ''],
  ])('is %s: %s', (code, text) => {
    expect(detectLanguage(text)).toBe(code);
  });
});
