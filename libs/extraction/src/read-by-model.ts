import { join } from 'node:path';
import { Pseudonyms, shownToModel, type Question, type TextReader } from '@salesagent/agent';
import type { MeddiccLetter } from '@salesagent/canon/sales';
import { loadPrompts, type Prompts } from '@salesagent/llm';
import { extractionAnswer, type ExtractionAnswer, type ExtractedField } from './answer';
import { quotable, withoutConfidences } from './confidences';
import { cuesOf, misleads } from './cues';
import type { Dropped, Found, Note, ReadNote } from './note';
import { quoteProblem, valueProblem } from './quote';
import { deniedIn, readByCues } from './read-by-cues';
import type { ExtractionRules } from './rules';
import { ownText, squeezed, statementsOf } from './statements';

/** What a note is read with. */
export interface ReadWith {
  rules: ExtractionRules;
  /** What each letter means, by the playbook. */
  guide: Readonly<Partial<Record<MeddiccLetter, string>>>;
  /** Names of the people around the deal: a model sees tokens instead. */
  people: readonly string[];
  /** Names of accounts and products, which are nobody's. */
  things: readonly string[];
  /** Whom what is read is kept for: `contact/C1`. */
  about: readonly string[];
  reader: TextReader;
}

/** A model is shown less still; what is beyond is not even gone through for it. */
const CHARACTERS_AT_MOST = 20_000;
const TOKENS_AT_MOST = 2_000;
let prompts: Prompts | null = null;
/** The prompts notes are read with. */
export const extractionPrompts = (): Prompts => (prompts ??= loadPrompts(join(__dirname, 'prompts')));

/**
 * A note read by a model where one answers, else by cue phrases. Whatever a model found is held to the same: its quotation
 * stands in the note in a sentence that does not mislead, and its value in the quotation.
 */
export async function readNote(note: Note, with_: ReadWith): Promise<ReadNote> {
  const { rules } = with_;
  // What was said in confidence is no evidence, and nothing that a model needs to see.
  const open = withoutConfidences(ownText(note), cuesOf(rules));
  if (open.trim() === '') return readByCues(note, rules, 'nothing of it may be shown to a model');
  const people = peopleOf(open, with_);
  const answer = await with_.reader.ask(questionOf(note, open, with_, people));
  if (answer.value === null) return readByCues(note, rules, answer.because);
  const { found, dropped } = judged(answer.value, note, rules, people);
  // Nothing of it stands: what it is worth is seen by what it found.
  if (found.length === 0 && dropped.length > 0) {
    const read = readByCues(note, rules, 'what the model found was refused');
    return { ...read, dropped: [...dropped, ...read.dropped] };
  }
  const { model, prompt } = answer;
  return { found, denied: deniedIn(note, rules), dropped, readBy: { by: 'model', model, prompt } };
}

const shownText = (open: string, people: Pseudonyms): string =>
  String(shownToModel(open.slice(0, CHARACTERS_AT_MOST), people));

/**
 * The people whom a note names, numbered as they appear in it: by their place among all around the deal, a new contact made
 * every note another question.
 */
function peopleOf(open: string, { people, things }: ReadWith): Pseudonyms {
  const all = new Pseudonyms(people, things);
  const named = shownText(open, all).match(/\{\{person_\d+\}\}/g) ?? [];
  return new Pseudonyms([...new Set(named.map((token) => all.show(token)))], things);
}

function questionOf(
  note: Note,
  open: string,
  { guide, about, rules }: ReadWith,
  people: Pseudonyms,
): Question<ExtractionAnswer> {
  const shown = {
    note: shownText(open, people),
    source: note.source,
    letters: guide,
    words: { least: rules.quotationWordsAtLeast, most: rules.quotationWordsAtMost },
  };
  return {
    prompt: extractionPrompts().render('extract-meddicc', shown),
    of: shown,
    schema: extractionAnswer,
    maxOutputTokens: TOKENS_AT_MOST,
    keptFor: { subject: `text/activity/${note.activityId}`, about },
  };
}

function judged(answer: ExtractionAnswer, note: Note, rules: ExtractionRules, people: Pseudonyms) {
  const found = new Map<MeddiccLetter, Found>();
  const dropped: Dropped[] = [];
  const surest = answer.fields.toSorted((a, b) => b.confidence - a.confidence);
  for (const field of surest) {
    const one = judgedField(field, note, rules, people);
    if (typeof one === 'string') dropped.push({ letter: field.letter, because: one });
    else if ((found.get(field.letter)?.level ?? 0) < one.level) found.set(field.letter, one);
  }
  return { found: [...found.values()], dropped };
}

/** A field as it may be taken, or why not. */
function judgedField(field: ExtractedField, note: Note, rules: ExtractionRules, people: Pseudonyms): Found | string {
  const { letter, confidence } = field;
  if (!(confidence >= rules.confidenceFrom && confidence <= 1)) return 'the model is not sure of it';
  if (people.unknownIn(`${field.quote} ${field.value}`).length > 0) return 'it names a person it was not shown';
  const [quote, value] = [squeezed(people.show(field.quote)), squeezed(people.show(field.value))];
  const problem = quoteProblem(quote, note, rules) ?? sentenceProblem(quote, note, rules) ?? valueProblem(value, quote);
  if (problem) return problem;
  const { sourceLevelAtMost } = rules;
  const theirs = statementsOf(ownText(note)).some(({ quoted }) => quoted.some((q) => squeezed(q).includes(quote)));
  const kind = note.source === 'our note' && theirs ? 'quotation in our note' : note.source;
  return { letter, quote, value, level: sourceLevelAtMost[kind] };
}

/** What the sentences around a quotation make of it: “budget owner” out of “we have no budget owner” is none. */
function sentenceProblem(quote: string, note: Note, rules: ExtractionRules): string | null {
  const cues = cuesOf(rules);
  const statements = statementsOf(ownText(note));
  const around = statements.filter(({ text }) => squeezed(text).includes(quote));
  if (around.length === 0) return 'its quotation goes over the ends of sentences, or stands in one that is too long';
  const may = quotable(statements, cues);
  if (around.some((statement) => !may.includes(statement))) return 'it was said in confidence';
  const problem = around.map((statement) => misleads(statement, cues)).find((found) => found !== null);
  return problem ? `it rests on ${problem}` : null;
}
