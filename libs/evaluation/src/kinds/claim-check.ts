import { checkClaims, wordsOf } from '@salesagent/agent/claim-check';
import type { Playbook } from '@salesagent/playbook';
import type { CaseJob } from './draft-job';

/** What in a draft follows neither from the facts of its case nor from the playbook's words that it may use. */
export type Unsupported = (text: string, written: CaseJob) => string[];

/** The checker of claims, which shares no code with the guard that let the draft pass. */
export function claimChecker(playbook: Playbook): Unsupported {
  const vocabulary = wordsOf(
    playbook.sections.flatMap(({ passages }) => passages.map(({ text }) => text.toLowerCase())),
  );
  return (text, { job, passages }) => {
    const facts = Object.values(job.facts).filter((value): value is string => typeof value === 'string');
    const isDate = (fact: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(fact);
    const words = facts.filter((fact) => !isDate(fact));
    const known = {
      words,
      sentences: words.filter((fact) => fact.includes(' ')).flatMap((fact) => fact.split(/(?<=[.!?])\s+/)),
      dates: new Set(facts.filter(isDate)),
      quantities: [],
      passages: passages.flatMap(({ heading, text: words }) => [heading, words]),
    };
    return checkClaims(text, known, vocabulary).unsupported.map((claim) => `${claim.kind} "${claim.text}"`);
  };
}
