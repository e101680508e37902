import { Ground, sentencesOf, untraced } from './index';

const ground = new Ground([
  { ageDays: 104, rate: 0.8065, n: 4238, account: 'Acme Corporation', product: 'GTX Plus Basic', closed: '2017-03-02' },
  'Agree the next step with the buyer. Ask: “What would have to be true for you to decide this month?”',
]);
const claims = (text: string): string[] => untraced(text, ground).map((u) => `${u.kind} ${u.claim}`);

describe('a text may say what the facts say', () => {
  it.each([
    'Open for 104 days; 4,238 deals were won.',
    'Month 3 closings win 80.7 % of the time.'.replace('Month 3 closings', 'Such closings'),
    'Acme Corporation bought GTX Plus Basic on 2 March 2017.',
    'Bought on 2017-03-02.',
    'Ask “What would have to be true for you to decide this month?”',
    'The next step is Agree-free.'.replace('Agree-free', 'with the buyer'),
  ])('%s', (text) => {
    expect(claims(text)).toEqual([]);
  });
});

describe('a text may not say more', () => {
  it.each([
    ['Open for 105 days.', ['number 105']],
    ['They win 81.7 % of the time.', ['number 81.7']],
    ['Acme Corporation and Betasoloin agreed.', ['name Betasoloin']],
    ['Bought on 3 March 2017.', ['date 3 March 2017']],
    ['Since 2017-03-03.', ['date 2017-03-03']],
    ['She said “we sign on Friday”.', ['quote we sign on Friday']],
    ['The deal GTX500 is next.', ['name GTX500']],
  ])('%s', (text, found) => {
    expect(claims(text)).toEqual(expect.arrayContaining(found));
  });

  it('a year that no fact holds is a number like any other', () => {
    expect(claims('Their best year was 2016.')).toEqual(['number 2016']);
  });
});

describe('a sentence', () => {
  it.each<[string, string[]]>([
    ['Termin am 12. April mit Frau Weber. Dann Urlaub.', ['Termin am 12. April mit Frau Weber.', 'Dann Urlaub.']],
    ['Am 3. Mai. Dann nicht.', ['Am 3. Mai.', 'Dann nicht.']],
    ['Bis zum 12. wissen sie es.', ['Bis zum 12. wissen sie es.']],
    ['They close in 12. They lose 30. Mayer said so.', ['They close in 12.', 'They lose 30.', 'Mayer said so.']],
    ['It was 2016. then 2017.', ['It was 2016.', 'then 2017.']],
    ['Ask z.B. Dr. Meyer... Yes?! No.', ['Ask z.B. Dr. Meyer...', 'Yes?!', 'No.']],
  ])('%s', (text, sentences) => {
    expect(sentencesOf(text).map((sentence) => sentence.text)).toEqual(sentences);
  });
});
