/** A rebuild that does not begin or cannot end; live tables are as they were. */
export class RebuildRefused extends Error {
  override readonly name = 'RebuildRefused';

  constructor(
    message: string,
    /** What the operator can do. */
    readonly remedy: string,
    readonly code: 'unknown-projection' | 'already-running' | 'stuck' | 'never-level' | 'interrupted',
  ) {
    super(message);
  }
}

/** One text of an error for a person: what happened and what to do. */
export function rebuildProblem(error: unknown): string {
  if (error instanceof RebuildRefused) return `${error.message} ${error.remedy}`;
  return error instanceof Error ? error.message : String(error);
}
