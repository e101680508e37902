import { MEDDICC, MEDDICC_LETTERS } from '@salesagent/canon/sales';
import type { DocumentModel } from '@salesagent/documents';
import type { Offer, ProposalFacts } from './rules';

/** The playbook's words, filled from facts. */
export interface ProposalWords {
  summary: string;
  situation: string;
  investment: string;
  nextSteps: string;
  terms: string;
}

const money = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** The proposal as a document: the playbook's words around the deal's own numbers. */
export function proposalDocument(
  title: string,
  words: ProposalWords,
  facts: Pick<ProposalFacts, 'meddicc' | 'productName'>,
  offer: Offer,
): DocumentModel {
  const known = MEDDICC_LETTERS.filter((letter) => (facts.meddicc?.[letter] ?? 0) >= 2);
  return {
    title,
    blocks: [
      { kind: 'paragraph', text: words.summary },
      { kind: 'heading', level: 1, text: 'Situation' },
      { kind: 'paragraph', text: words.situation },
      { kind: 'bullets', items: known.map((letter) => `${MEDDICC[letter]}: as you told us`) },
      { kind: 'heading', level: 1, text: 'Investment' },
      { kind: 'paragraph', text: words.investment },
      {
        kind: 'table',
        head: ['Item', 'List price', 'Price'],
        rows: [
          [
            facts.productName ?? '',
            offer.listPrice === null ? '–' : money.format(offer.listPrice),
            money.format(offer.price),
          ],
        ],
        numeric: [1, 2],
      },
      { kind: 'heading', level: 1, text: 'Next steps' },
      { kind: 'paragraph', text: words.nextSteps },
      {
        kind: 'table',
        head: ['Step', 'By'],
        rows: [
          ['Decision meeting', offer.decisionMeetingBy],
          ['Paper signed', offer.paperBy],
          ['Offer ends', offer.validUntil],
        ],
      },
      { kind: 'heading', level: 1, text: 'Terms' },
      { kind: 'paragraph', text: words.terms },
    ],
  };
}
