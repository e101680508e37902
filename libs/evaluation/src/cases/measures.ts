import type { CaseFile } from './schema';

/** Names of what is measured of a set; docs/evaluation.md tells what each is. */
export function measuresOf(file: CaseFile): string[] {
  switch (file.kind) {
    case 'retrieval':
      return file.splits.flatMap((split) => [`recall@5 (${split})`, `MRR (${split})`]);
    case 'refusal':
      return file.splits.flatMap((split) => [`precision (${split})`, `recall (${split})`]);
    case 'drafting':
      return ['unsupported claims', 'over the word limit', 'share kept of a model'];
    case 'injection':
      return ['breaches'];
  }
}
