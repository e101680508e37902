import type { Personal } from '@salesagent/agent';
import type { Offer } from './rules';

/** Words that go to the buyer; what names or quotes a person is sealed with that person's key. */
export type Words = string | Personal;

/** The playbook's words, filled from facts; null where there is nothing to say. */
export interface ProposalWords {
  preparedFor: Words;
  preparedBy: Words;
  dated: string;
  summary: string;
  /** What the buyer told us: an introduction and the sentences. */
  understood: { introduction: string; said: Words[] } | null;
  investment: string[];
  nextSteps: string;
  terms: string;
}

/** What the price table and the steps are made of. */
export interface ProposalNumbers {
  productName: string;
  currency: string | null;
  termMonths: number | null;
  offer: Offer;
  /** What the buyer and we agreed to do next, and by when. */
  nextStep: { what: Words; by: string } | null;
}

const amounts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `4,600 USD`; without a currency the bare amount. */
export function priceInWords(amount: number, currency: string | null): string {
  return currency === null ? amounts.format(amount) : `${amounts.format(amount)} ${currency}`;
}

/** `3 April 2026` */
export function dayInWords(day: string): string {
  return days.format(new Date(`${day}T00:00:00Z`));
}

/** The proposal as a document: the playbook's words around the deal's own numbers. */
export function proposalDocument(title: string, words: ProposalWords, numbers: ProposalNumbers) {
  const { understood } = words;
  return {
    title,
    blocks: [
      paragraph(words.preparedFor),
      paragraph(words.preparedBy),
      paragraph(words.dated),
      paragraph(words.summary),
      ...(understood
        ? [
            heading('What we understood'),
            paragraph(understood.introduction),
            { kind: 'bullets' as const, items: understood.said },
          ]
        : []),
      heading('Investment'),
      priceTable(numbers),
      ...words.investment.map(paragraph),
      heading('Next steps'),
      paragraph(words.nextSteps),
      stepTable(numbers),
      heading('Terms'),
      paragraph(words.terms),
    ],
  };
}

const paragraph = (text: Words) => ({ kind: 'paragraph' as const, text });
const heading = (text: string) => ({ kind: 'heading' as const, level: 1 as const, text });

function priceTable({ productName, currency, termMonths, offer }: ProposalNumbers) {
  const rows: [string, number][] =
    offer.oneOff === null
      ? [[productName, offer.price]]
      : [
          [productName, offer.price - offer.oneOff],
          ['One-off fee', offer.oneOff],
          ['Total', offer.price],
        ];
  if (termMonths !== null) rows[0]![0] = `${productName}, ${termMonths} months`;
  return {
    kind: 'table' as const,
    head: ['Item', currency === null ? 'Price' : `Price in ${currency}`],
    rows: rows.map(([item, price]) => [item, amounts.format(price)]),
    numeric: [1],
  };
}

function stepTable({ nextStep, offer }: ProposalNumbers) {
  const steps: [Words, string][] = [
    ['Decision meeting', offer.decisionMeetingBy],
    ['Paper signed', offer.paperBy],
    ['Offer ends', offer.validUntil],
  ];
  if (nextStep !== null) steps.push([nextStep.what, nextStep.by]);
  return {
    kind: 'table' as const,
    head: ['Step', 'By'],
    rows: steps.toSorted(([, a], [, b]) => a.localeCompare(b)).map(([step, by]) => [step, dayInWords(by)]),
  };
}
