import type { Change } from '@salesagent/canon/sales';
import { amountOf } from './edit';

const document = (...text: string[]): Change => ({
  kind: 'document',
  record: { type: 'opportunity', id: 'D1' },
  name: 'Proposal.docx',
  mediaType: 'application/msword',
  content: { title: 'Proposal', blocks: text.map((each) => ({ text: each })) },
});

describe('the amount that an edit speaks of', () => {
  const original = document('90,000 a year', 'valid for 30 days');

  it.each([
    ['other words', document('It is 90,000 a year', 'valid for 30 days'), 90_000],
    ['a sentence less', document('90,000 a year'), 90_000],
    ['the number written otherwise', document('90.000 a year', 'valid for 30 days'), 90_000],
    ['another price', document('250,000 a year', 'valid for 30 days'), Infinity],
    ['one more number', document('90,000 a year', 'valid for 30 days', 'and 5 seats'), Infinity],
  ])('of a document, with %s', (_what, edited, amount) => expect(amountOf(edited, original, 90_000)).toBe(amount));

  it('is unknown where the proposed document is', () => {
    expect(amountOf(document('90,000'), null, 90_000)).toBe(Infinity);
  });

  it('is what a record is set to', () => {
    const set = (fields: object) =>
      ({ kind: 'fields', record: { type: 'opportunity', id: 'D1' }, expect: {}, set: fields }) as Change;
    expect(amountOf(set({ amount: 250_000 }), set({ amount: 50_000 }), 50_000)).toBe(250_000);
    expect(amountOf(set({ nextStep: 'call' }), null, 50_000)).toBe(50_000);
  });
});
