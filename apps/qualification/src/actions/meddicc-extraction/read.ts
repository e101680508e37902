import { personal, type TextReader } from '@salesagent/agent';
import { readNote, type ExtractionRules } from '@salesagent/extraction';
import { namedIn } from '../../deals/named-people';
import type { Gathered } from './gather';
import type { ExtractionFacts } from './rules';

/** Reads every note; of their texts only what was found goes on, marked to be sealed. */
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
  };
  for (const note of notes) {
    const { activityId, on, source } = note;
    const about = aboutOf(note.text);
    const read = await readNote(note, { rules, guide, people: names, things, about, reader });
    facts.readBy[activityId] = read.readBy;
    facts.denied.push(...read.denied.map((letter) => ({ letter, activityId, on })));
    facts.dropped.push(...read.dropped.map((dropped) => ({ ...dropped, activityId })));
    for (const { letter, level, quote, value } of read.found) {
      // Whoever the note names can have it closed.
      const sealed = (words: string) => personal(`text/activity/${activityId}`, words, about);
      facts.found.push({ letter, level, quote: sealed(quote), value: sealed(value), activityId, on, source });
    }
  }
  return facts;
}
