import { MEDDICC_LETTERS } from '@salesagent/canon/sales';
import type { CaseFile } from './schema';

/** Over all letters. */
export const TOTAL = 'all';

/** `precision (phrases)`, `recall champion (model)` */
export const extractionMeasure = (what: 'precision' | 'recall', letter: string, as: 'phrases' | 'model'): string =>
  `${what}${letter === TOTAL ? '' : ` ${letter}`} (${as})`;

/** Names of what is measured of a set; docs/evaluation.md tells what each is. */
export function measuresOf(file: CaseFile): string[] {
  switch (file.kind) {
    case 'retrieval':
      return file.splits.flatMap((split) => [`recall@5 (${split})`, `MRR (${split})`]);
    case 'refusal':
      return file.splits.flatMap((split) => [
        ...[`precision (${split})`, `recall (${split})`],
        ...[`precision read (${split})`, `recall read (${split})`],
      ]);
    case 'drafting':
      return ['unsupported claims', 'over the word limit', 'share kept of a model'];
    case 'extraction':
      return [
        'wrong quotations',
        ...(['phrases', 'model'] as const).flatMap((as) =>
          [TOTAL, ...MEDDICC_LETTERS].flatMap((letter) => [
            extractionMeasure('precision', letter, as),
            extractionMeasure('recall', letter, as),
          ]),
        ),
      ];
    case 'injection':
      return ['breaches'];
  }
}
