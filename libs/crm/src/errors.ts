import type { RecordType } from '@salesagent/canon/sales';

/** One thing that is wrong with an import, where it is, and what the reader can do about it. */
export interface ImportProblem {
  code:
    | 'missing-file'
    | 'empty-file'
    | 'wrong-encoding'
    | 'broken-row'
    | 'missing-column'
    | 'unknown-stage'
    | 'duplicate-id'
    | 'bad-value'
    | 'ambiguous-date'
    | 'bad-mapping'
    | 'other-company';
  file: string | null;
  /** Line in the file, the header being line 1. */
  row: number | null;
  message: string;
  remedy: string;
}

/** The import was refused as a whole: nothing of it was written. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  constructor(readonly problems: ImportProblem[]) {
    super(
      `Import refused, nothing was written.\n${problems.slice(0, 20).map(describeProblem).join('\n')}${rest(problems)}`,
    );
  }
}

function rest(problems: ImportProblem[]): string {
  return problems.length > 20 ? `\n… and ${problems.length - 20} more` : '';
}

/** `sales_pipeline.csv, row 17: … → what to do`. */
export function describeProblem(problem: ImportProblem): string {
  const place = [problem.file, problem.row === null ? null : `row ${problem.row}`].filter(Boolean).join(', ');
  return `${place ? `${place}: ` : ''}${problem.message} → ${problem.remedy}`;
}

/** Somebody changed the record since it was read: read it again and decide again. */
export class RecordConflict extends Error {
  override readonly name = 'RecordConflict';
  constructor(
    readonly type: RecordType,
    readonly id: string,
    readonly expected: unknown,
    readonly actual: unknown,
    detail: string,
  ) {
    super(`${type}/${id} was changed since: ${detail}. Read it again and repeat the change on what is there now.`);
  }
}

export class RecordNotFound extends Error {
  override readonly name = 'RecordNotFound';
  constructor(
    readonly type: RecordType,
    readonly id: string,
  ) {
    super(`There is no ${type} "${id}" in the CRM (or it was deleted).`);
  }
}

/** A value does not fit the field it was meant for. */
export class InvalidField extends Error {
  override readonly name = 'InvalidField';
  constructor(
    readonly type: RecordType,
    readonly field: string,
    detail: string,
  ) {
    super(`${type}.${field}: ${detail}`);
  }
}
