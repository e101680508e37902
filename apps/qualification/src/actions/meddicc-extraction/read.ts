import { personal, type TextReader } from '@salesagent/agent';
import { readNote, type ExtractionRules, namedIn } from '@salesagent/extraction';
import { sourceText, type Gathered } from './gather';
import { activitiesIn, stillHeld } from './record';
import type { ExtractionFacts } from './rules';

/**
 * Reads every note; of their texts only what was found goes on, marked to be sealed. Facts hold the newest of each letter,
 * which is all that is decided on, and of the rest how much there was: a deal of many notes still fits one event.
 */
export async function readNotes(
  { notes, turnedDown, withWhom, people, things, guide, recorded, ...rest }: Gathered,
  rules: ExtractionRules,
  reader: TextReader,
): Promise<ExtractionFacts> {
  const names = people.map(({ name }) => name);
  /** Whom a text names, and whom the activities are with that it comes from: their words are theirs without a name. */
  const aboutOf = (text: string, ...activities: string[]): string[] => [
    ...new Set([
      ...namedIn(text, people).map(({ record }) => record),
      ...activities.flatMap((activity) => withWhom[activity] ?? []),
    ]),
  ];
  const held = recorded === null ? '' : stillHeld(recorded, rest, (activity) => activity in withWhom);
  const recordedBefore =
    held && personal(`text/opportunity/${rest.dealId}`, held, aboutOf(held, ...activitiesIn(held)));
  const facts: ExtractionFacts = {
    ...{ ...rest, recordedBefore: recordedBefore || null },
    ...{ found: [], denied: [], dropped: [], rejected: [], readBy: {} },
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
    const about = aboutOf(note.text, activityId);
    const read = await readNote(note, { rules, guide, people: names, things, about, reader });
    let named = false;
    for (const letter of read.denied) named = keep('denied', facts.denied, { letter, activityId, on }) || named;
    for (const { letter, level, quote, value } of read.found) {
      if (turnedDown.has(letter, sourceText(note))) {
        if (!facts.rejected.includes(letter)) facts.rejected.push(letter);
        continue;
      }
      // Whoever the note names can have it closed.
      const sealed = (words: string) => personal(`text/activity/${activityId}`, words, about);
      const found = { letter, level, quote: sealed(quote), value: sealed(value), activityId, on, source };
      named = keep('found', facts.found, { ...found, about: aboutOf(quote, activityId) }) || named;
    }
    for (const one of read.dropped) named = keep('dropped', facts.dropped, { ...one, activityId }) || named;
    if (named) facts.readBy[activityId] = read.readBy;
  }
  return facts;
}
