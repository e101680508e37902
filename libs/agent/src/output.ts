import {
  outputViolations,
  promisesIn,
  violationsInWords,
  type OutgoingText,
  type OutputPolicy,
} from '@salesagent/governance';
import type { CustomerText } from './decision';
import { Ground, isNamePath, linksIn, promiseClaims, skeleton, Source, withPlainNames } from './guard';

/**
 * Why texts may not go to a customer, by rule and version; null when they may.
 * @param ground what claims may rest on. @param lent templates by passage id: a promise holds in their words only
 */
export function refusedByPolicy(
  texts: readonly CustomerText[],
  policy: OutputPolicy,
  ground: Ground,
  lent: ReadonlyMap<string, string>,
): string | null {
  const wording = new Ground(
    [...lent].map(([id, text]) => new Source(id, text, 'wording')),
    ground,
  );
  for (const text of texts) {
    const whole = [text.subject, text.body].filter(Boolean).join('\n');
    // A name promises nothing, Legal & General's for instance; a model's words have been held to more (`writing/judge.ts`).
    const promises = promiseClaims(whole, wording, isNamePath).map(({ promise, claim, from }) => ({
      kind: promise,
      words: claim,
      from,
    }));
    const violations = outputViolations({ ...outgoing(text, ground), promises }, policy);
    if (violations.length > 0) return `refused by ${violationsInWords(violations)}`;
  }
  return null;
}

/** Whether a sentence that a document lends may stand in a message to a customer at all. @param from id of the passage */
export function admitsSentence(sentence: string, from: string, policy: OutputPolicy): boolean {
  const promises = promisesIn(skeleton(sentence)).map((promise) => ({ ...promise, from }));
  const text = {
    subject: null,
    body: sentence,
    first: false,
    sentBy: 'person',
    channel: 'mail',
    company: null,
  } as const;
  return outputViolations({ ...text, links: linksIn(sentence).length, promises }, policy).length === 0;
}

/** A text as its links, questions and beginning are counted: what a name holds of them is the name's. */
export function outgoing(text: CustomerText, ground: Ground): Omit<OutgoingText, 'promises'> {
  const plain = (words: string): string => withPlainNames(words, ground);
  const subject = text.subject === null ? null : plain(text.subject);
  const body = plain(text.body);
  const links = linksIn([subject, body].filter(Boolean).join('\n')).length;
  return { ...text, company: text.company ? plain(text.company) : null, subject, body, links };
}
