import { MEDDICC_LETTERS, type EvidenceLevel, type MeddiccLetter } from '@salesagent/canon/sales';

/** Levels of evidence as recorded; what is no level of evidence counts as not recorded. */
export function evidenceOf(value: unknown): Partial<Record<MeddiccLetter, EvidenceLevel>> {
  if (typeof value !== 'object' || value === null) return {};
  const levels = value as Record<string, unknown>;
  return Object.fromEntries(
    MEDDICC_LETTERS.flatMap((l) => {
      const level = ([0, 1, 2, 3] as const).find((e) => e === levels[l]);
      return level === undefined ? [] : [[l, level]];
    }),
  );
}
