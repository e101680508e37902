import { nothing, personal, type Decision, type Personal } from '@salesagent/agent';
import { MEDDICC, MEDDICC_LETTERS, type EvidenceLevel, type MeddiccLetter } from '@salesagent/canon/sales';
import type { Dropped, Found, ReadBy, SourceKind } from '@salesagent/extraction';
import { clearedLetters, recordOf } from './record';

export { extractionRules } from '@salesagent/extraction';

/** A sentence that carries a letter, and where it stands. */
export interface FoundIn extends Omit<Found, 'quote' | 'value'> {
  quote: Personal;
  value: Personal;
  activityId: string;
  /** `YYYY-MM-DD` */
  on: string;
  source: SourceKind;
  /** Whom the quotation speaks of: those it names, and whom the activity is with. */
  about: string[];
}

export interface ExtractionFacts {
  dealId: string;
  /** As people call it: its name, else its id. */
  deal: string;
  evidence: Partial<Record<MeddiccLetter, EvidenceLevel>>;
  /** The field as the CRM has it. */
  stored: Record<string, unknown> | null;
  /** Quotations that were recorded before. */
  recordedBefore: Personal | null;
  amount: number | null;
  pWin: number | null;
  /** Of each letter the newest. */
  found: FoundIn[];
  /** Letters of which a note says that it is not so, each by the newest that does. */
  denied: { letter: MeddiccLetter; activityId: string; on: string }[];
  /** Of each letter the newest. */
  dropped: (Dropped & { activityId: string })[];
  /** Letters that notes carry which somebody rejected out of these very notes. */
  rejected: MeddiccLetter[];
  /** Who read each activity that is named here. */
  readBy: Record<string, ReadBy>;
  /** How much was read and found in all of them. */
  counts: { notes: number; found: number; denied: number; dropped: number };
}

/** Fills letters that are empty, each with the newest sentence that carries it; what a person set is left as it is. */
export function decideExtraction(facts: ExtractionFacts): Decision {
  const newest = MEDDICC_LETTERS.flatMap((letter) => facts.found.find((found) => found.letter === letter) ?? []);
  const denied = newest.filter(({ letter, on }) => facts.denied.some((d) => d.letter === letter && d.on >= on));
  const standing = newest.filter((found) => !denied.includes(found));
  const empty = standing.filter(({ letter }) => (facts.evidence[letter] ?? 0) === 0);
  const cleared = empty.filter(({ letter }) => clearedLetters(facts).includes(letter));
  const filled = empty.filter((found) => !cleared.includes(found));
  const more = standing.filter(({ letter, level }) => {
    const has = facts.evidence[letter] ?? 0;
    return has > 0 && has < level;
  });
  const rejected = facts.rejected.filter(
    (letter) => (facts.evidence[letter] ?? 0) === 0 && !filled.some((found) => found.letter === letter),
  );
  const left = [
    ...(more.length > 0 ? [`Left as they were set, though the notes carry more: ${named(more)}.`] : []),
    ...(denied.length > 0 ? [`Left open, since a note as new says that it is not so: ${named(denied)}.`] : []),
    ...(cleared.length > 0
      ? [`Left empty, since it was filled before and somebody cleared it: ${named(cleared)}.`]
      : []),
    ...(rejected.length > 0
      ? [`Not asked again, since somebody rejected it and its notes are as they were: ${namedLetters(rejected)}.`]
      : []),
  ];
  if (filled.length === 0) return nothing(['no sentence of its notes fills an empty letter', ...left].join('. '));
  const ref = `opportunity/${facts.dealId}`;
  const levels = Object.fromEntries(filled.map(({ letter, level }) => [letter, level]));
  const about = [...new Set([...filled.flatMap((found) => found.about), ...(facts.recordedBefore?.about ?? [])])];
  return {
    kind: 'proposal',
    title: `Fill empty letters of ${facts.deal}: ${named(filled)}`,
    why: [`Each rests on a sentence of a note or mail of this deal, ${readersOf(filled, facts)}.`, ...left].join(' '),
    evidence: [...filled, ...more].flatMap(evidenceFor),
    change: {
      kind: 'fields',
      record: { type: 'opportunity', id: facts.dealId },
      expect: { meddicc: facts.stored },
      set: {
        meddicc: { ...facts.stored, ...levels },
        agentMeddiccEvidence: personal(`text/${ref}`, recordOf(filled, facts), about),
      },
    },
    attention: { pWin: facts.pWin, amount: facts.amount },
    parts: filled.map(({ letter }) => letter),
    material: filled.map(({ letter, level, quote, activityId }) => [letter, level, quote.value, activityId]),
    citations: ['4-progression/meddicc-extraction#filling-and-changing-letters'],
  };
}

const namedLetters = (letters: readonly MeddiccLetter[]): string => letters.map((letter) => MEDDICC[letter]).join(', ');
const named = (found: readonly FoundIn[]): string => namedLetters(found.map(({ letter }) => letter));

/** The quotation, and what it says where that is not the same. */
function evidenceFor({ letter, level, quote, value, activityId, on, source }: FoundIn) {
  const label = MEDDICC[letter];
  const at = `activity/${activityId}#notes`;
  const said = value.value === quote.value.replace(/[.!]+$/, '') ? [] : [{ label, value, source: at }];
  return [
    ...said,
    { label: `${label}, quoted`, value: personal(quote.subject, `“${quote.value}”`, quote.about), source: at },
    { label: `${label}, level`, value: level, source: at },
    { label: `${label}, said on`, value: `${on} (${source})`, source: at },
  ];
}

function readersOf(filled: readonly FoundIn[], { readBy }: ExtractionFacts): string {
  const readers = filled.map(({ activityId }) => readBy[activityId]);
  const model = readers.some((reader) => reader?.by === 'model');
  const cues = readers.find((reader) => reader?.by === 'cue phrases');
  if (!cues || cues.by !== 'cue phrases') return 'found by a model and checked';
  const phrases = `found by the playbook’s phrases (${cues.because})`;
  return model ? `some found by a model and checked, some ${phrases}` : phrases;
}
