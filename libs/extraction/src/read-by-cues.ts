import type { MeddiccLetter } from '@salesagent/canon/sales';
import { quotable } from './confidences';
import { cuesOf, misleads } from './cues';
import type { Dropped, Found, Note, ReadNote } from './note';
import { quoteProblem } from './quote';
import type { ExtractionRules } from './rules';
import { ownText, squeezed, statementsOf, type Statement } from './statements';

/**
 * A note read by the cue phrases of the playbook, sentence by sentence. The same note and rules give the same. It errs on
 * the side of finding nothing: questions, denials, maybes, orders and what is said of others carry nothing.
 * @param because why no model has read it
 */
export function readByCues(note: Note, rules: ExtractionRules, because: string): ReadNote {
  const cues = cuesOf(rules);
  const found = new Map<MeddiccLetter, Found>();
  const dropped: Dropped[] = [];
  for (const statement of quotable(statementsOf(ownText(note)), cues)) {
    const letters = cues.letters.filter(([, cue]) => cue.test(statement.text));
    if (letters.length === 0 || misleads(statement, cues)) continue;
    for (const [letter, cue] of letters) {
      const carried = carriedBy(statement, cue, note, rules);
      if ((found.get(letter)?.level ?? 0) >= carried.level) continue;
      const problem = quoteProblem(carried.quote, note, rules);
      if (problem) dropped.push({ letter, because: problem });
      else found.set(letter, { letter, ...carried });
    }
  }
  const read = { found: [...found.values()], denied: deniedIn(note, rules), dropped };
  return { ...read, readBy: { by: 'cue phrases', because } };
}

/** Letters of which a sentence of the note says that it is not so. */
export function deniedIn(note: Note, rules: ExtractionRules): MeddiccLetter[] {
  const cues = cuesOf(rules);
  const denied = statementsOf(ownText(note))
    .filter((statement) => misleads(statement, cues) === 'a denial')
    // “She is not our champion” denies what “she is our champion” would say.
    .flatMap(({ text }) => [text, squeezed(text.replace(cues.denials, ' '))]);
  return cues.letters.flatMap(([letter, cue]) => (denied.some((text) => cue.test(text)) ? [letter] : []));
}

function carriedBy(
  { text, quoted }: Statement,
  cue: RegExp,
  { source }: Note,
  { sourceLevelAtMost, quotationWordsAtMost }: ExtractionRules,
): Omit<Found, 'letter'> {
  const theirs = source === 'our note' ? quoted.find((words) => cue.test(words)) : undefined;
  const level = sourceLevelAtMost[theirs === undefined ? source : 'quotation in our note'];
  const quote = shortened(squeezed(theirs ?? text), cue, quotationWordsAtMost);
  return { level, quote, value: clauseOf(quote, cue) };
}

/** At most so many words around the cue: cut at the ends, never in the middle. */
function shortened(text: string, cue: RegExp, wordsAtMost: number): string {
  const words = text.split(' ');
  if (words.length <= wordsAtMost) return text;
  const at = cue.exec(text)?.index ?? 0;
  const before = text.slice(0, at).split(' ').length - 1;
  const from = Math.min(Math.max(0, before - Math.floor(wordsAtMost / 3)), words.length - wordsAtMost);
  return words.slice(from, from + wordsAtMost).join(' ');
}

/** The clause with the cue: what a person reads first. */
function clauseOf(quote: string, cue: RegExp): string {
  const clauses = quote.split(/,\s+(?=\S)|\s[–—-]\s/u).map((clause) => clause.trim());
  return (clauses.find((clause) => cue.test(clause)) ?? quote).replace(/[.!]+$/, '');
}
