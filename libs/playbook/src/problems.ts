/** One thing wrong in the playbook, said so that whoever edits Markdown can repair it. */
export interface PlaybookProblem {
  file: string;
  line: number;
  message: string;
  suggestion: string;
}

/** The playbook does not compile. `problems` lists everything found, not only the first. */
export class PlaybookErrors extends Error {
  constructor(readonly problems: readonly PlaybookProblem[]) {
    super(problems.map((p) => `${p.file}:${p.line}: ${p.message} – ${p.suggestion}`).join('\n'));
    this.name = 'PlaybookErrors';
  }
}
