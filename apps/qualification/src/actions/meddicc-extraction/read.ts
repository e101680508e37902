import { personal, type TextReader } from '@salesagent/agent';
import { readNote, type ExtractionRules } from '@salesagent/extraction';
import { namedIn } from '../../deals/named-people';
import type { Gathered } from './gather';
import type { ExtractionFacts } from './rules';

/** More than any quotation that a person reads: a word without an end is no evidence, and one event has to carry it. */
const CHARACTERS_AT_MOST = 1_000;

/**
 * Reads every note; of their texts only what was found goes on, marked to be sealed. Facts hold the newest of each letter,
 * which is all that is decided on, and of the rest how much there was: a deal of many notes still fits one event.
 */
export async function readNotes(
  { notes, people, things, guide, recorded, ...rest }: Gathered,
  rules: ExtractionRules,
  reader: TextReader,
): Promise<ExtractionFacts> {
  const names = people.map(({ name }) => name);
  const aboutOf = (text: string): string[] => namedIn(text, people).map(({ record }) => record);
  const recordedBefore = recorded && personal(`text/opportunity/${rest.dealId}`, recorded, aboutOf(recorded));
  const facts: ExtractionFacts = {
    ...{ ...rest, recordedBefore: recordedBefore || null },
    ...{ found: [], denied: [], dropped: [], readBy: {} },
    counts: { notes: notes.length, found: 0, denied: 0, dropped: 0 },
  };
  /** Keeps the first of each letter: notes come newest first. */
  const keep = <Of extends { letter: string }>(what: 'found' | 'denied' | 'dropped', kept: Of[], one: Of): boolean => {
    facts.counts[what] += 1;
    if (kept.some(({ letter }) => letter === one.letter)) return false;
    return kept.push(one) > 0;
  };
  for (const note of notes) {
    const { activityId, on, source } = note;
    const about = aboutOf(note.text);
    const read = await readNote(note, { rules, guide, people: names, things, about, reader });
    let told = false;
    for (const letter of read.denied) told = keep('denied', facts.denied, { letter, activityId, on }) || told;
    const dropped = [...read.dropped];
    for (const { letter, level, quote, value } of read.found) {
      if (quote.length > CHARACTERS_AT_MOST || value.length > CHARACTERS_AT_MOST) {
        dropped.push({ letter, because: `its quotation has more than ${CHARACTERS_AT_MOST} characters` });
        continue;
      }
      // Whoever the note names can have it closed.
      const sealed = (words: string) => personal(`text/activity/${activityId}`, words, about);
      const found = { letter, level, quote: sealed(quote), value: sealed(value), activityId, on, source };
      told = keep('found', facts.found, found) || told;
    }
    for (const one of dropped) told = keep('dropped', facts.dropped, { ...one, activityId }) || told;
    if (told) facts.readBy[activityId] = read.readBy;
  }
  return facts;
}
