/** Where Markdown is written so that its parser would never end, and what to do about it. */
export interface HardMarkdown {
  line: number;
  /** `has a line of more than 20,000 characters` */
  problem: string;
  remedy: string;
}

const LINE_AT_MOST = 20_000;
/** List and quote marks before the words of a line, and columns of space: each is one more element inside another. */
const MARKERS_AT_MOST = 40;
const COLUMNS_AT_MOST = 200;
/** Emphasis, links and code are looked for from each mark to each other one of a paragraph: about two seconds. */
const COMPARISONS_AT_MOST = 20_000_000;
/** A list is gone through again for each one inside it: comparisons that take as long. */
const OF_A_MARKER = 50;

const BEFORE_WORDS = /^(?:[ \t]+|>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*/;
const MARKS = /\\.|[*_~[\]`]/g;
const BEGINS_ANEW = /^ {0,3}(?:[-+*][ \t]|#{1,6}[ \t])/;

/**
 * Null where Markdown can be parsed in the time its length suggests, as everything people write can. The parser takes
 * four times as long for twice as many marks, and it cannot be stopped.
 */
export function hardMarkdown(text: string): HardMarkdown | null {
  let [comparisons, marks] = [0, 0];
  for (const [i, line] of text.split('\n').entries()) {
    const at = (problem: string, remedy: string): HardMarkdown => ({ line: i + 1, problem, remedy });
    if (line.length > LINE_AT_MOST) {
      const most = LINE_AT_MOST.toLocaleString('en');
      return at(`has a line of more than ${most} characters`, 'Break it into paragraphs.');
    }
    const [before] = BEFORE_WORDS.exec(line)!;
    const words = line.slice(before.length);
    const markers = before.match(/[-+*>]|\d+/g)?.length ?? 0;
    const columns = before.replaceAll('\t', '    ').match(/ /g)?.length ?? 0;
    if (words !== '' && (markers > MARKERS_AT_MOST || columns > COLUMNS_AT_MOST)) {
      return at('has lists or quotes too deep inside one another', 'Write them side by side.');
    }
    if (words === '' || BEGINS_ANEW.test(line)) marks = 0;
    const own = words.match(MARKS)?.filter((mark) => mark.length === 1).length ?? 0;
    const depth = Math.max(markers, columns / 4);
    comparisons += own * (2 * marks + own) + (depth > 4 ? OF_A_MARKER * depth * depth : 0);
    marks += own;
    if (comparisons > COMPARISONS_AT_MOST) {
      const remedy =
        'Put empty lines between paragraphs, put \\ before each mark that is meant as written, or split it.';
      return at('has more marks such as *, _ and [ than can be told apart', remedy);
    }
  }
  return null;
}
