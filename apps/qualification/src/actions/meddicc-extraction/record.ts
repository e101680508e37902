import { MEDDICC } from '@salesagent/canon/sales';
import type { ExtractionFacts, FoundIn } from './rules';

/** The quotations as they stand in the CRM: a line a letter, the new ones first, of each letter the newest only. */
export function recordOf(filled: readonly FoundIn[], { recordedBefore, readBy }: ExtractionFacts): string {
  const lines = filled.map(({ letter, level, quote, on, source, activityId }) => {
    const reader = readBy[activityId]?.by === 'model' ? 'read by a model' : 'read by phrases';
    return `${MEDDICC[letter]} (${level}): “${quote.value}” – ${source}, ${on}, activity/${activityId}, ${reader}`;
  });
  const filledNow = filled.map(({ letter }) => `${MEDDICC[letter]} (`);
  const before = (recordedBefore?.value ?? '').split('\n').filter((line) => line.trim() !== '');
  return [...lines, ...before.filter((line) => !filledNow.some((name) => line.startsWith(name)))].join('\n');
}
