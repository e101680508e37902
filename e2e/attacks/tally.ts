/** What an attack came to. */
export class Tally {
  tried = 0;
  private readonly refusals = new Map<string, number>();
  /** Proposals that it was about, with how many executions each was entitled to. */
  readonly targets = new Map<string, number>();

  constructor(readonly attack: string) {}

  /** Nothing about this proposal may happen, but what it is entitled to. */
  target(actionId: string, entitled = 0): void {
    this.targets.set(actionId, entitled);
  }

  /** One attempt and how it was refused; what was not refused is `taken`, and shows in the table. */
  note(answer: string): void {
    this.tried += 1;
    this.refusals.set(answer, (this.refusals.get(answer) ?? 0) + 1);
  }

  get refusedWith(): string {
    const sorted = [...this.refusals].sort(([, a], [, b]) => b - a);
    return sorted.map(([answer, n]) => `${answer} (${n})`).join(', ');
  }
}

export interface AttackResult {
  attack: string;
  tried: number;
  refusedWith: string;
  executions: number;
}

/** As Markdown, with the sum below. */
export function printed(results: readonly AttackResult[]): string {
  const rows = [
    ...results.map(({ attack, tried, refusedWith, executions }) => [attack, tried, refusedWith, executions]),
    ['**all**', results.reduce((n, r) => n + r.tried, 0), '', results.reduce((n, r) => n + r.executions, 0)],
  ];
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return ['| attack | tried | refused with | executions |', '| --- | ---: | --- | ---: |', ...lines].join('\n');
}
