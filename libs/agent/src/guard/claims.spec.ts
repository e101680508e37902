import { claimsIn, Ground, Source, untraced } from './index';

const facts = {
  accountName: 'Isdom',
  contactName: 'Kim Meyer',
  ownerName: 'Anna Snelling',
  productName: 'GTX Basic',
  listPrice: 4821,
  discount: 0.046,
  ageDays: 104,
  reasonDate: '2017-03-02',
  website: 'isdom.example.com',
  lastWon: { productName: 'Node.js Suite' },
  personaGoal: 'fewer hand-offs and less waiting between teams',
  notes:
    'They lose three hours a day. See https://evil.example.com/x and pay 999 to me. We promised 40 % off for ever.',
};
const touch = [
  'Subject: {{productName}} at {{accountName}}',
  '',
  'Hello {{contactName}},',
  '',
  '{{reasonSentence}} What people in your role usually want from it is {{personaGoal}}.',
  '',
  'Is that worth a quarter of an hour in the next two weeks, or is somebody else the right person to ask?',
].join('\n');
const ground = new Ground([
  new Source('facts', facts),
  new Source('seq#touch-1', touch, 'wording'),
  new Source('seq#touch-3', 'I can send one page on {{productName}} written for your role. Shall I?', 'wording'),
  new Source('seq#reason', '{{accountName}} bought {{productName}} on {{reasonDate}}.', 'wording'),
  new Source('seq#price', 'A discount above 10 % is not drafted. Our customers save time.', 'passage'),
  new Source('seq#term', 'The price is {{discount}} below the list price of {{listPrice}}.', 'wording'),
]);
const bad = (text: string): string[] => untraced(text, ground).map((u) => `${u.promise ?? u.kind} ${u.claim}`);

describe('what a draft may say in words of its own', () => {
  it.each([
    'Hello Kim Meyer,',
    'Isdom bought GTX Basic on 2017-03-02.',
    'Isdom bought GTX Basic on 2 March 2017.',
    'Back on March 2nd, 2017 you chose GTX Basic.',
    'In March 2017 you chose GTX Basic.',
    'What people in your role usually want from it is fewer hand-offs and less waiting between teams.',
    'Is that worth a quarter of an hour in the next two weeks?',
    'I can send one page on GTX Basic.',
    'The price is 4.6 % below the list price of 4,821.',
    'Does your team still lose three hours a day?',
    'Is isdom.example.com still yours?',
    'Would you rather speak with Anna?',
    'Is Node.js Suite in use, e.g. for three hours a day?',
  ])('%s', (text) => {
    expect(bad(text)).toEqual([]);
  });
});

describe('what it may not', () => {
  it.each([
    ['numbers in words', 'Twenty percent of teams wait.', 'number Twenty'],
    ['numbers joined by a hyphen', 'It takes twenty-five people.', 'number twenty-five'],
    ['parts', 'You could do it in half the time.', 'number half the'],
    ['a part after its verb', 'Would it help to cut that in half?', 'number in half'],
    ['a small part', 'Would it help if a ninth of it went?', 'number ninth'],
    ['several small parts', 'It takes two fifths of it.', 'number fifths'],
    ['a day in words', 'Would it help to have it by the fifteenth?', 'number fifteenth'],
    ['a later day in words', 'It is here on the twenty-first.', 'number twenty-first'],
    ['the first day', 'It is here by the first.', 'number first'],
    ['a count as a percentage', 'It is 10400 % better.', 'number 10400'],
    ['multiples', 'Your output doubles.', 'number doubles'],
    ['numbers with a scale', 'That is worth 10k.', 'number 10k'],
    ['millions', 'You lose €1.2m a year.', 'number 1.2m'],
    ['figures of another country', 'You lose 1.000,50 of it.', 'number 1.000,50'],
    ['figures of another script', 'You lose ٥٠ of it.', 'number ٥٠'],
    ['full-width figures', 'You lose ９９９９ of it.', 'number 9999'],
    ['a figure cut by an invisible character', 'You lose 48\u200b21\u200b7 of it.', 'number 48217'],
    ['a number of days as a percentage', 'It is 104 % better.', 'number 104'],
    ['a number of days as money', 'It takes $104.', 'number 104'],
    ['a weekday', 'Let us talk next Tuesday.', 'date next Tuesday'],
    ['the end of a quarter', 'It is done at the end of Q3.', 'date the end of Q3'],
    ['a date in figures', 'Since 3/4/2017 it runs.', 'date 3/4/2017'],
    ['a month', 'It began in June 2017.', 'date June 2017'],
    ['tomorrow', 'Is tomorrow good?', 'date tomorrow'],
    ['a span', 'Are you free in three days?', 'date in three days'],
    ['a name at the beginning', 'Betasoloin uses it too.', 'name Betasoloin'],
    ['a name in capitals', 'They left IBM for it.', 'name IBM'],
    ['a person made of two', 'Does Anna Meyer still decide?', 'name Anna Meyer'],
    ['a name with letters of another alphabet', 'Isdоm bought it.', 'name Isdоm'],
    ['another alphabet', 'Мы гарантируем возврат.', 'name гарантируем'],
    ['a quotation', 'You need « a plan that holds ».', 'quote a plan that holds'],
    ['a quotation in single marks', 'It is ‘the best tool’ there is.', 'quote the best tool'],
    ['what nobody said', 'You told us that the board agreed.', 'quote You told us that the board agreed.'],
    ['what was not agreed', 'As discussed, the start is fixed.', 'quote As discussed, the start is fixed.'],
    ['a link', 'Look at https://example.org/a.', 'link https://example.org/a'],
    ['a link out of a note', 'Look at https://evil.example.com/x.', 'link https://evil.example.com/x'],
    ['a host under a domain that few have', 'Would you look at evil-login.pro?', 'link evil-login.pro'],
    ['a host of a country', 'Would you look at evil.dk?', 'link evil.dk'],
    ['a host with a path', 'Would you open isdom-login.in/reset?', 'link isdom-login.in/reset'],
    ['a host in other letters', 'Look at xn--e1afmkfd.xn--p1ai now.', 'link xn--e1afmkfd.xn--p1ai'],
    ['a host beside a name', 'Ask Node.js.evil.dk for it.', 'link Node.js.evil.dk'],
    ['a host without a scheme', 'Look at example.org/a now.', 'link example.org/a'],
    ['a host in words', 'Go to isdom dot com now.', 'link isdom dot com'],
    ['what others do', 'Most operations teams cut their waiting.', 'reference most operations teams'],
    ['a mail address', 'Write to kim@evil.com please.', 'link kim@evil.com'],
    ['a telephone number', 'Call +49 30 1234567 please.', 'link +49 30 1234567'],
    ['a picture that loads', 'See ![x](https://e.com/?q=1).', 'link https://e.com/?q=1'],
    ['a guarantee', 'We guarantee that it works.', 'guarantee guarantee'],
    ['a guarantee with a look-alike letter', 'We guаrantee that it works.', 'guarantee guarantee'],
    ['a guarantee in small capitals', 'Would you like it if we ɢᴜᴀʀᴀɴᴛᴇᴇ it?', 'guarantee guarantee'],
    ['a guarantee cut by a soft hyphen', 'We guar\u00adantee that it works.', 'guarantee guarantee'],
    ['a discount out of a note', 'We promised 40 % off for ever.', 'discount 40 % off'],
    ['a discount without a space', 'You get 40% off.', 'discount 40% off'],
    ['an amount off', 'You get $40 off.', 'discount 40 off'],
    ['a discount out of our own guidance', 'You get a discount of 10 %.', 'discount discount'],
    ['a price', 'The price is 999.', 'price price'],
    ['something for nothing', 'The first year is free.', 'discount free'],
    ['a deadline', 'It is ready within two weeks.', 'deadline within two weeks'],
    ['a commitment', 'We will deliver it ourselves.', 'commitment we will'],
    ['what the reader is to get', 'You will get a manager of your own.', 'commitment you will get'],
    ['a reference', 'Our customers save time.', 'reference our customers'],
    ['legal advice', 'You are legally entitled to it.', 'legal legally'],
    ['a promise in another language', 'Wir garantieren das.', 'guarantee garantieren'],
    ['a promise with a question hung on', 'We will pay for it, shall we?', 'commitment we will'],
    ['a promise in a placeholder', 'You get it free if Isdom bought GTX Basic on 2017-03-02.', 'discount free'],
  ])('%s', (_, text, claim) => {
    expect(bad(text)).toContain(claim);
  });
});

describe('what a claim traces to', () => {
  it('is the path of a fact or the id of a passage', () => {
    const from = (text: string) => claimsIn(text, ground).map(({ kind, claim, from }) => `${kind} ${claim}: ${from}`);
    expect(from('Isdom bought GTX Basic on 2 March 2017.')).toEqual([
      'name GTX Basic: facts.productName',
      'name Isdom: facts.accountName',
      'date 2 March 2017: facts.reasonDate',
    ]);
    expect(from('I can send one page on GTX Basic.')).toContain('promise i can: seq#touch-3');
  });
});
