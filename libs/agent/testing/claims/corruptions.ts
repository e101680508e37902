import type { Action } from '../../src/define';
import type { Documents } from '../../src/documents';
import { shifted } from './calendar';
import { checkerFor, writtenBy } from './count';
import type { GeneratedDeal } from './generate';
import { STRANGER } from './odd-names';

/** How many false texts of a kind the checker was shown, and how many it found something in. */
export interface Caught {
  made: number;
  caught: number;
  /** Some that it missed. */
  missed: string[];
}

const append = (sentence: string) => (text: string) => `${text} ${sentence}`;

/** Sentences that nothing stands behind, by kind. */
export const INVENTIONS: Readonly<Record<string, string>> = {
  'another account': `${STRANGER.account} does the same.`,
  'another person': `I spoke with ${STRANGER.contact}.`,
  'an invented customer': 'Like Contoso, you save time.',
  'a share': 'It saves 37 % of the time.',
  'an amount': 'The price is 7,313 USD.',
  'a day': 'It arrives on 3 May 2041.',
  'a discount': 'You get a discount.',
  'a promise': 'We will deliver whatever you need.',
  'a guarantee': 'This is guaranteed.',
  'a quotation': 'You said “we sign as soon as the paper is here”.',
  'a link': 'See https://evil.example/x',
  'an address': 'Answer to sales@evil.example please.',
  'a number in words': 'It takes a dozen weeks.',
};

/** The same as a question, as the question hung on to it, and as a subject: each tells it too. */
export const asQuestion = (sentence: string): string => `Would it help that ${begun(sentence)}?`;
export const asTagQuestion = (sentence: string): string => `${bare(sentence)}, right?`;
export const asSubject = (sentence: string): string => begun(sentence);

const bare = (sentence: string): string => sentence.replace(/[.!?]+$/, '');
/** As it reads after other words; a name keeps its capital. */
const begun = (sentence: string): string =>
  bare(sentence).replace(/^(?:It|The|You|We|This|See|Answer|Like)(?!\p{L})/u, (word) => word.toLowerCase());

/** Ways in which a text becomes untrue; null where a text gives no occasion. */
const CORRUPTIONS: Readonly<Record<string, (text: string) => string | null>> = {
  'another number': (text) => {
    const changed = text.replace(/(?<![\p{L}\d.,-])\d{2,}(?![\p{L}\d.,-])/u, (n) => String(Number(n) + 1000));
    return changed === text ? null : changed;
  },
  'another day': (text) => {
    const changed = text.replace(/\d{4}-\d{2}-\d{2}/, (date) => shifted(date, 4000));
    return changed === text ? null : changed;
  },
  ...Object.fromEntries(Object.entries(INVENTIONS).map(([kind, sentence]) => [kind, append(sentence)])),
};

/** A text with one thing in it that nothing stands behind, by kind. */
export function corrupted(text: string): [kind: string, corrupted: string][] {
  return Object.entries(CORRUPTIONS).flatMap(([kind, corrupt]) => {
    const changed = corrupt(text);
    return changed === null ? [] : [[kind, changed] as [string, string]];
  });
}

/** Shows the checker every text of an action spoilt in every way; a checker that finds nothing is worth nothing. */
export async function countCaught(
  action: Action,
  deals: readonly GeneratedDeal[],
  documents: Documents | null = null,
): Promise<Map<string, Caught>> {
  const check = checkerFor(action);
  const counts = new Map<string, Caught>();
  for (const written of await writtenBy(action, deals, { documents })) {
    if (typeof written === 'string') continue;
    for (const text of written.texts) {
      for (const [kind, changed] of corrupted(text)) {
        const count = counts.get(kind) ?? { made: 0, caught: 0, missed: [] };
        counts.set(kind, count);
        count.made += 1;
        if (check(changed, written).unsupported.length > 0) count.caught += 1;
        else count.missed.push(changed);
      }
    }
  }
  return counts;
}
