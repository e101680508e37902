import { MEDDICC, MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import type { ExtractionFacts, FoundIn } from './rules';

const linesOf = (record: string): string[] => record.split('\n').filter((line) => line.trim() !== '');
const letterOf = (line: string): MeddiccLetter | undefined =>
  MEDDICC_LETTERS.find((letter) => line.startsWith(`${MEDDICC[letter]} (`));

const activityOf = (line: string): string | undefined => / – .*, activity\/([^,]+), read by /.exec(line)?.[1];

/** The activities that the quotations of a record come from. */
export const activitiesIn = (record: string): string[] => linesOf(record).flatMap((line) => activityOf(line) ?? []);

/**
 * What of a record still holds: lines of a letter that is set, and from an activity that is the deal's; those of a letter
 * that was cleared stay, to be known by.
 */
export function stillHeld(
  record: string,
  { evidence }: Pick<ExtractionFacts, 'evidence'>,
  isOfDeal: (activityId: string) => boolean,
): string {
  return linesOf(record)
    .filter((line) => {
      const [letter, activity] = [letterOf(line), activityOf(line)];
      return activity === undefined || isOfDeal(activity) || (letter !== undefined && (evidence[letter] ?? 0) === 0);
    })
    .join('\n');
}

/** The quotations as they stand in the CRM: a line a letter, the new ones first, of each letter the newest only. */
export function recordOf(filled: readonly FoundIn[], facts: ExtractionFacts): string {
  const { recordedBefore, readBy } = facts;
  const lines = filled.map(({ letter, level, quote, on, source, activityId }) => {
    const reader = readBy[activityId]?.by === 'model' ? 'read by a model' : 'read by phrases';
    return `${MEDDICC[letter]} (${level}): “${quote.value}” – ${source}, ${on}, activity/${activityId}, ${reader}`;
  });
  const cleared = clearedLetters(facts);
  const before = linesOf(recordedBefore?.value ?? '').flatMap((line) => {
    const letter = letterOf(line);
    if (filled.some((now) => now.letter === letter)) return [];
    // Nothing is quoted any more for what does not hold; the line stays, to be known by.
    return letter && cleared.includes(letter)
      ? [`${MEDDICC[letter]} (0): cleared by somebody, not filled again`]
      : [line];
  });
  return [...lines, ...before].join('\n');
}

/** Letters that were filled before and are empty now: somebody cleared them, who knows better than a note. */
export function clearedLetters({ recordedBefore, evidence }: Pick<ExtractionFacts, 'recordedBefore' | 'evidence'>) {
  const recorded = linesOf(recordedBefore?.value ?? '').map(letterOf);
  return MEDDICC_LETTERS.filter((letter) => recorded.includes(letter) && (evidence[letter] ?? 0) === 0);
}
