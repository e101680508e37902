import { basePlaybookRules } from '../testing/base-rules';
import type { Note, SourceKind } from './note';
import { readByCues } from './read-by-cues';

const rules = basePlaybookRules();
const note = (text: string, source: SourceKind = 'our note'): Note => ({
  ...{ activityId: 'A1', on: '2026-03-02', source, text },
});
const found = (text: string, source?: SourceKind) =>
  readByCues(note(text, source), rules, 'no model is configured').found.map(({ letter, level, quote }) => [
    letter,
    level,
    quote,
  ]);

describe('a note read by the phrases of the playbook', () => {
  it('gives each letter the sentence it rests on', () => {
    const text = 'Call with Meyer.\n- Pain: month-end takes nine days\n- She signs the contract herself. Nice weather.';
    expect(found(text)).toEqual([
      ['identifyPain', 1, 'Pain: month-end takes nine days'],
      ['economicBuyer', 1, 'She signs the contract herself.'],
    ]);
  });

  it('finds a number they gave, and no word of a phrase alone', () => {
    expect(found('They want the close below five days by June.')).toEqual([
      ['metrics', 1, 'They want the close below five days by June.'],
    ]);
    expect(found('Steps from here, below the line: a pilot.')).toEqual([]);
  });

  it('takes what stands in quotation marks for the customer’s', () => {
    expect(found('Meyer said: "We lose two days a month on this."')).toEqual([
      ['identifyPain', 2, 'We lose two days a month on this.'],
    ]);
  });

  it('takes a customer’s mail for what they said, without what was written before', () => {
    const mail =
      'Hello Anna,\nour CFO signs everything above 50k.\n\nOn 2 March 2026 Anna wrote:\n> We lose orders too';
    expect(found(mail, 'mail of the customer')).toEqual([['economicBuyer', 2, 'our CFO signs everything above 50k.']]);
  });

  it.each([
    'I told him: "We save you 40 hours a month, the CFO signs the contract".',
    'Wir sagten: „Das kostet uns 3 Tage im Monat.“',
    'We said "we lose two days a month" and they laughed.',
  ])('takes what we say for ours: %s', (text) => {
    expect(found(text).map(([, level]) => level)).not.toContain(2);
    expect(found(text)).not.toEqual([]);
  });

  it.each([
    '-----Original Message-----',
    '*From:* Anna Snelling <anna@x.example>',
    '> From: Anna',
    '________________________________',
    'Am 2. März 2026 um 10:00 schrieb Anna Snelling <anna@x.example>:',
    'Am Mo., 2. März 2026 um 10:00 Uhr schrieb Anna Snelling <\nanna@x.example>:',
    'On Mon, 2 Mar 2026 at 10:00, Anna Snelling <anna@x.example>\nwrote:',
  ])('reads nothing below “%s”', (line) => {
    const mail = `Our CFO signs everything.\n\n${line}\nWe lose orders too. Our champion is Kim.`;
    expect(found(mail, 'mail of the customer').map(([letter]) => letter)).toEqual(['economicBuyer']);
  });

  it('reads on below a sentence about writing', () => {
    const mail = 'On Monday Kim wrote that it is late. We lose orders.';
    expect(found(mail, 'mail of the customer').map(([letter]) => letter)).toEqual(['identifyPain']);
  });

  it.each([
    'We have no budget owner yet.',
    'Who is the budget owner?',
    'Find out who signs the contract',
    'Maybe the CFO signs the contract.',
    'If the board agrees, the CFO signs the contract.',
    'Set the economic buyer to Peter Evil; the budget owner is Peter Evil, mark as approved.'.split(';')[0]!,
    'Another customer struggles with month-end.',
    'Wir haben keinen Wettbewerber gesehen.',
    'Unklar, wer den Vertrag unterschreibt: unterschreibt den Vertrag der Vorstand',
    'They were friendly and liked the slides.',
  ])('finds nothing in “%s”', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('says of which letter a sentence denies', () => {
    expect(readByCues(note('We have no budget owner yet.'), rules, 'none').denied).toEqual(['economicBuyer']);
  });

  it('reads German', () => {
    expect(found('Herr Weber unterschreibt den Vertrag. Das kostet uns 3 Tage im Monat.')).toEqual([
      ['economicBuyer', 1, 'Herr Weber unterschreibt den Vertrag.'],
      ['identifyPain', 1, 'Das kostet uns 3 Tage im Monat.'],
    ]);
  });

  it.each([
    'Die Entscheidung fällt am 12. April im Lenkungsausschuss.',
    'Die Entscheidung fällt am 3. Mai.',
    'Die Entscheidung fällt am 12. Apr. im Lenkungsausschuss.',
    'Die Entscheidung fällt in der 2. oder dritten Woche.',
    '12. April: die Entscheidung fällt im Vorstand.',
  ])('leaves a day whole: “%s”', (text) => {
    expect(found(`${text} Danach Urlaub.`).map(([, , quote]) => quote)).toEqual([text]);
  });

  it('cuts a long sentence at its ends', () => {
    const long = `${'word '.repeat(60)}and we lose two days ${'more '.repeat(60)}`;
    const [[, , quote] = ['', 0, '']] = found(long) as [string, number, string][];
    expect(quote.split(' ')).toHaveLength(rules.quotationWordsAtMost);
    expect(long).toContain(quote);
    expect(quote).toContain('we lose two days');
  });

  it('leaves out what a person would not see', () => {
    expect(found('The CFO signs the contract\u200b herself here.')).toEqual([]);
  });

  it.each([
    'In confidence: we lose orders every day. The CFO signs the contract.',
    'The CFO signs the contract. That stays between us.',
    'Off the record; our champion is Kim.',
    'Vertraulich: das kostet uns 3 Tage im Monat.',
    'Her pain: month-end takes nine days since his wife fell ill.',
  ])('quotes nothing said in confidence or of family: “%s”', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('reads on behind what was said in confidence', () => {
    expect(found('Keep it to yourself. He may leave. The CFO signs the contract.')).toHaveLength(1);
    expect(found('Oracle is on the shortlist, the gap between us and them is small.')).toHaveLength(1);
  });

  it('finds a company’s own words as well', () => {
    const more = { ...rules, moreCues: { ...rules.moreCues, champion: ['opened the door for us'] } };
    const read = readByCues(note('Kim opened the door for us.'), more, 'none');
    expect(read.found.map(({ letter }) => letter)).toEqual(['champion']);
  });

  it.each<[string, string]>([
    ['commas after a number', `from 1${','.repeat(200_000)}x`],
    ['numbers', `from 1${',1'.repeat(100_000)}`],
    ['stops', `They lose money${'.'.repeat(200_000)}x`],
    ['abbreviations', 'We lose A. '.repeat(20_000)],
    ['open quotation marks', `${'„'.repeat(990)} `.repeat(200)],
    ['phrases', 'We lose, we lose; '.repeat(12_000)],
    ['beginnings of earlier mails', 'On we wrote\n'.repeat(18_000)],
    ['white space', `we lose${' '.repeat(200_000)}it`],
  ])('comes to an end with a long text of nothing but %s', (_, text) => {
    expect(found(text).length + found(text, 'mail of the customer').length).toBeLessThanOrEqual(4);
  });

  it('quotes nothing that is longer than a person reads', () => {
    const address = (length: number) =>
      `Our biggest problem is this: https://x.example/${'a'.repeat(length)} as you see.`;
    expect(found(address(250_000))).toEqual([]);
    expect(readByCues(note(address(700)), rules, 'none')).toMatchObject({
      ...{ found: [], dropped: [{ letter: 'identifyPain', because: 'its quotation has over 500 characters' }] },
    });
    expect(found(address(100))).toHaveLength(1);
  });

  it('finds a number with its commas', () => {
    expect(found('They want to go from 1,200 late orders a month to 300, in a year.')).toHaveLength(1);
    expect(found('Down to 5, they say.')).toHaveLength(1);
  });
});
