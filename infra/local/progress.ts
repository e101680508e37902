/** Compact lines of what start is doing: one a step, with the seconds it took. */
export class Progress {
  private readonly begun = performance.now();

  constructor(private readonly write: (line: string) => void = (line) => process.stdout.write(`${line}\n`)) {}

  /** Runs a step and writes its line when it is done. */
  async step<T>(name: string, work: () => Promise<T>, result: (value: T) => string = () => ''): Promise<T> {
    const begun = performance.now();
    const value = await work();
    const detail = result(value);
    this.write(`  ${name.padEnd(12)} ${seconds(performance.now() - begun).padStart(7)}  ${detail}`.trimEnd());
    return value;
  }

  say(line: string): void {
    this.write(line);
  }

  /** Seconds since start began. */
  elapsed(): string {
    return seconds(performance.now() - this.begun);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
