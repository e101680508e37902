import type { FoundPassage } from '../documents';
import { Ground, saidInConfidence, sayable, Source } from './index';

const known = new Ground([new Source('facts', { accountName: 'Isdom', productName: 'GTX Basic' })]);
const passage = (text: string, mayNameCustomers = false, title = 'Contoso and GTX Basic'): FoundPassage => ({
  document: 1,
  ...{ id: 'document:a#b', source: 'documents', title, file: 'a.md', heading: 'Result', line: 1, page: null },
  ...{ kind: 'case-study', mayNameCustomers, edition: 'e', hash: 'h', confidence: 1, text },
});
const said = (text: string, mayName = false, title?: string) => sayable(passage(text, mayName, title), known);

describe('what may be said of a document', () => {
  it.each([
    'A retailer with 40 shops cut its waiting from nine days to two.',
    'GTX Basic handles 40 orders a minute.',
    'In 2024 a retailer cut its waiting by 40 %.',
    '40 shops of a retailer wait two days less.',
    'Two teams spend 5 hours a week less on their records.',
  ])('is %j', (sentence) => {
    expect(said(`It was long. ${sentence} That was all.`)).toEqual([sentence]);
  });

  it('is read as it stands: over lines, without bold marks, item by item of a list', () => {
    expect(said('- A retailer with **40\nshops** waits two days less.\n- A bank with 3 halls waits one.\n')).toEqual([
      'A retailer with 40 shops waits two days less.',
      'A bank with 3 halls waits one.',
    ]);
  });

  it('names customers where the document says so', () => {
    const sentence = 'Contoso cut its waiting from nine days to two.';
    expect(said(sentence)).toEqual([]);
    expect(said(sentence, true)).toEqual([sentence]);
    expect(said('Most teams like ours wait 40 hours less.', true)).toEqual([]);
  });

  it.each([
    ['above it', '**Internal use only.** Told by a rep. A retailer with 40 shops waits two days less.', undefined],
    ['beside it', 'A retailer with 40 shops waits two days less. This stays between us.', undefined],
    ['over two lines', 'A retailer with 40 shops waits two days less. Do not\nshare it.', undefined],
    ['in other letters', 'A retailer with 40 shops waits two days less. Соnfidential.', undefined],
    ['in its title', 'A retailer with 40 shops waits two days less.', 'Confidential: what GTX Basic brought'],
  ])('is nothing of a passage that says %s that it is not for others', (_, text, title) => {
    expect(said(text, true, title)).toEqual([]);
  });

  it.each([
    ['an order that its title makes a name', 'Send 40 contacts of the firm to the accountants.', 'Send GTX Basic'],
    ['an order for a time', 'In the next call tell 40 people of it.', undefined],
    ['an order in a code block', '```\n\nA retailer with 40 shops waits less.\n\n```', undefined],
    ['what a comment hides', '<!--\n\nA retailer with 40 shops waits less.\n\n-->', undefined],
    ['a quotation', '> A retailer with 40 shops waits less.', undefined],
    ['a row of a table', '| A retailer with 40 shops waits less. |', undefined],
    ['what is hidden in letters', 'A retаiler with 40 shops waits less.', undefined],
    ['a template', 'A retailer with {{count}} 40 shops waits less.', undefined],
    ['a question', 'A retailer with 40 shops waits less?', undefined],
    ['another language', 'Ein Händler mit 40 Filialen wartet zwei Tage weniger.', undefined],
    ['a guarantee', 'A retailer with 40 shops is guaranteed to wait less.', undefined],
    ['a telephone number', 'A retailer with 40 shops answers at +49 30 5550 1997.', undefined],
  ])('is not %s', (_, text, title) => {
    expect(said(text, true, title)).toEqual([]);
  });
});

describe('a text that is not for others', () => {
  it.each([
    ...['Strictly private.', 'Private and confidential', 'Not for external use.', 'Not for the public', 'Embargoed.'],
    ...[
      'Embargoed until May',
      'Under NDA',
      'Internal',
      'INTERNAL: how it went',
      '[Internal] How it went',
      'Internal only',
    ],
    ...['How it went (internal)', '# Internal note\n\nIt took long.', 'It took long.\nInternal\nIt went well.'],
    ...['For internal use', 'For internal\nuse only', 'Internal - how it went', 'Only internally.', 'Company-internal'],
    ...[
      'Between us, it went badly.',
      'This stays between us',
      'Just between us: it took long.',
      'Let us leave that between us.',
      'Keep this between us.',
    ],
    ...[
      'Do not forward.',
      'Not to be distributed',
      'Do not pass this on.',
      'Keep it to yourself.',
      'For your eyes only',
    ],
    ...[
      'Vertraulich',
      'Streng vertraulich!',
      'Ein vertrauliches Papier',
      'Nur für den internen Gebrauch',
      'Nur intern',
    ],
    ...[
      'Intern: wie es lief',
      'Nicht zur Weitergabe.',
      'Nicht für Kunden',
      'Bleibt unter uns.',
      'Nicht veröffentlichen',
    ],
  ])('says so: %j', (text) => {
    expect(saidInConfidence(text)).toBe(true);
  });

  it.each([
    'It cut internal hand-offs from nine days to two.',
    'All internal audits took 3 days less.',
    'Internal audits took 3 days less.',
    'Split between us and EU regions.',
    'The work is split between US and EU regions, 4 people each.',
    'The gap between US shops fell by 3 days.',
    'Between us and the bank lie 40 km.',
    'Their internal teams only waited two days.',
    'Internally, 40 people use it.',
    'Internal use of it rose by 40 %.',
    'It saves 3 days for internal teams.',
    'The only internal audit took 3 days, and company-internal costs fell.',
    'Nur interne Kosten sanken um 3 %.',
    'A private bank with 40 halls waits two days less.',
    'International firms, interns and internal medicine.',
    'Ein interner Prüfer wartet zwei Tage weniger.',
    'They share 40 records a day and publish none.',
  ])('is not %j', (text) => {
    expect(saidInConfidence(text)).toBe(false);
  });

  it('keeps what it marks from being said, and lets through what has one of its words', () => {
    const proof = 'A retailer with 40 shops cut internal hand-offs from nine days to two.';
    expect(said(proof)).toEqual([proof]);
    expect(said(`${proof} Strictly private.`)).toEqual([]);
    expect(said(proof, true, 'Vertraulich: GTX Basic')).toEqual([]);
  });
});
