import type { RecordType } from '@salesagent/canon/sales';

/** One thing that is wrong with a mapping file, where it stands, and what to do about it. */
export interface MappingProblem {
  file: string;
  /** Counted from 1; `null` where no line can be named. */
  line: number | null;
  /** `records.opportunity.0.fields.amount`. */
  key: string;
  message: string;
  remedy: string;
}

/** The mapping file cannot be used: every mistake that was found in it. */
export class MappingRefused extends Error {
  override readonly name = 'MappingRefused';
  constructor(readonly problems: readonly MappingProblem[]) {
    super(problems.map(describeMappingProblem).join('\n'));
  }
}

/** `salesforce.yaml, line 12, records.account.0: … → what to do`. */
export function describeMappingProblem(problem: MappingProblem): string {
  const place = [problem.file, problem.line === null ? null : `line ${problem.line}`, problem.key || null];
  return `${place.filter(Boolean).join(', ')}: ${problem.message} → ${problem.remedy}`;
}

/**
 * A value of the CRM that has no meaning in canon. Its field is `null`, "not known": a guess would be a wrong fact, and
 * so would the value from before – an account that is no longer T3, a consent that was withdrawn.
 */
export interface TranslationProblem {
  kind: 'unreadable' | 'unknown-value' | 'out-of-range' | 'unknown-stage' | 'no-rate';
  object: string;
  id: string;
  /** The CRM's field. */
  field: string;
  /** What it is mapped to; MEDDICC letters as `meddicc.champion`. */
  canon: { type: RecordType; field: string };
  /** The value in short; of personal fields only its shape. */
  found: string;
  message: string;
  remedy: string;
}

/** What is wrong with one value, before it is known where it stood. */
export interface ValueProblem {
  kind: TranslationProblem['kind'];
  message: string;
  remedy: string;
}

/** A value that was read, or why it was not. */
export type Reading<T = unknown> = { value: T | null } | { problem: ValueProblem };
