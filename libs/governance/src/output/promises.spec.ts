import { promisesIn } from './promises';

const kinds = (sentence: string): string[] => promisesIn(sentence.toLowerCase()).map(({ kind }) => kind);

describe('the promises of a sentence', () => {
  it.each([
    'Would you have a quarter of an hour free this week?',
    'Are you free on Friday?',
    'Feel free to say no.',
    'Is it worth a look before you save the budget?',
    'Save the date.',
    'It cut the waiting by 40 %.',
    'The waiting fell by 12 hours.',
    'Ask your legal team.',
    'Shall I write to your legal department or to your legal counsel?',
  ])('are none in %j', (sentence) => {
    expect(kinds(sentence)).toEqual([]);
  });

  it.each([
    ['GTX Basic is free this month.', 'discount'],
    ['It is free for a year.', 'discount'],
    ['The first hour is free.', 'discount'],
    ['You get twenty hours free.', 'discount'],
    ['You save the licence fee.', 'discount'],
    ['Save the 400 a month that you pay.', 'discount'],
    ['You save the team much money.', 'discount'],
    ['You save a lot.', 'discount'],
    ['It is there by 3 March.', 'deadline'],
    ['It is there by 5.', 'deadline'],
    ['This is legal.', 'legal'],
    ['You are legally entitled to it.', 'legal'],
    ['A legal teamster agrees.', 'legal'],
  ])('are found in %j', (sentence, kind) => {
    expect(kinds(sentence)).toContain(kind);
  });
});
