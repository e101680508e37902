import { promisesIn } from '@salesagent/governance';
import type { FoundPassage } from '../documents/passage';
import { claimsIn, type Claim } from './claims';
import type { Ground } from './ground';
import { saidInConfidence } from './in-confidence';
import { hasName } from './named';
import { plainText, skeleton } from './plain';
import { reportsSpeech } from './quotes';
import { sentencesOf } from './sentences';

const WORDS_AT_LEAST = 5;
/** What a plain statement is made of: no other alphabet, no address, no markup, no quotation, nothing that introduces. */
const PLAIN_STATEMENT = /^[\p{Lu}\d][\p{Script=Latin}\d ,.%’'&€$£+/–-]*\.$/u;
const wordsOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));
/** A statement begins with what it is about; an order begins with its verb, which is none of these. */
const ABOUT = wordsOf(
  'a an the one two three four five six seven eight nine ten both half most each every more less fewer',
);
/** Or with when and where it was; then it tells what was, since an order may begin so as well. */
const WHERE = wordsOf('in within after before since during between across among at with without');
const WAS =
  /(?<![\p{L}\d])(?:\p{Ll}+ed|is|are|was|were|has|have|had|cut|fell|rose|grew|took|went|got|made|won|lost|ran|saw|found|kept|left|brought|began|spent|sold|built|dropped)(?![\p{L}\d])/u;
/** Who speaks or is spoken to: a proof is of somebody else. */
const SPEAKS = /(?<![\p{L}\d])(?:i|me|my|mine|we|us|our|ours|you|your|yours|please|let’?'?s)(?![\p{L}\d])/iu;
/** What tells whoever reads what to write, what holds from now on, or what somebody pays; a proof tells what was. */
const ORDERS =
  /(?<![\p{L}\d])(?:instructions?|prompts?|messages?|e-?mails?|letters?|drafts?|assistants?|approv\p{L}*|passwords?|from now on|pay(?:s|ing|ments?)?|paid|must|shall|should|never)(?![\p{L}\d])/iu;

/**
 * Sentences of a document that may be said to a customer: plain statements about somebody else that hold a figure, promise
 * nothing, lead nowhere and order nothing. Who wrote the document is not known, so everything else of it is never said, nor
 * taken for a ground; and nothing at all of a passage that says it is not for others. Names count only where the document says that it may be named from, or the facts have them anyway.
 * @param known the facts and the playbook
 */
export function sayable(passage: FoundPassage, known: Ground): string[] {
  if (saidInConfidence(passage.title, passage.heading, passage.text)) return [];
  return statementsOf(passage.text).filter((sentence) => maySay(sentence, passage, known));
}

function maySay(sentence: string, passage: FoundPassage, known: Ground): boolean {
  if (!PLAIN_STATEMENT.test(sentence) || SPEAKS.test(sentence) || ORDERS.test(sentence)) return false;
  if (sentence.split(' ').length < WORDS_AT_LEAST || reportsSpeech(sentence)) return false;
  if (!opensAsStatement(sentence, passage, known)) return false;
  const { mayNameCustomers } = passage;
  const promises = promisesIn(skeleton(sentence));
  // To tell of other customers is a promise that rests on a document which may be named from, and on nothing else.
  if (promises.some(({ kind }) => kind !== 'reference' || !mayNameCustomers)) return false;
  const claims = claimsIn(sentence, known);
  const bars = ({ kind, from }: Claim): boolean =>
    kind === 'link' || kind === 'quote' || (kind === 'name' && from === null && !mayNameCustomers);
  return claims.some(({ kind }) => kind === 'number') && !claims.some(bars);
}

function opensAsStatement(sentence: string, { title, heading }: FoundPassage, known: Ground): boolean {
  const first = /^[\p{L}\d][\p{L}\d’'-]*/u.exec(sentence)?.[0] ?? '';
  if (/^\d/.test(first) || ABOUT.has(first.toLowerCase())) return true;
  if (WHERE.has(first.toLowerCase())) return WAS.test(sentence);
  const bare = first.replace(/[’']s$/, '');
  const named = `${title} ${heading}`.split(/[^\p{L}\d’'-]+/u).includes(bare);
  // Whoever wrote the document chose its title: a name of it is one where it does something.
  const does = /^(?:\p{Lu}[\p{L}’'-]* )+(\p{Ll}+)/u.exec(sentence)?.[1] ?? '';
  return hasName(known, bare) || (named && WAS.test(does));
}

/** Code, and comments that no reader of the document sees. */
const UNREAD = /(```|~~~)[^]*?(?:\1|$)|<!--[^]*?(?:-->|$)/g;

/** Sentences as they read: lines of a paragraph joined, each item of a list by itself; no tables, quotations or code. */
function statementsOf(text: string): string[] {
  const blocks = plainText(text)
    .replace(UNREAD, '\n\n')
    .split(/\n[ \t]*\n|\n(?=[ \t]*(?:[-*•]|\d+[.)])[ \t])/)
    .map((block) => block.replace(/^[ \t]*(?:[-*•]|\d+[.)])[ \t]+/, ''))
    .filter((block) => !/^[ \t]*[|>#<]/.test(block));
  return blocks.flatMap((block) => {
    const line = block
      .replace(/\s+/g, ' ')
      .replace(/\*\*([^*]+)\*\*/g, '$1')
      .trim();
    return sentencesOf(line).map((sentence) => sentence.text);
  });
}
