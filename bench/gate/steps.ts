/** How long each step of a gate took, over all of a measurement, in milliseconds. */
export class Steps {
  private readonly took = new Map<string, number[]>();
  private readonly waiting = new Map<string, () => void>();

  /** Measures each function of a set of activities under its name. */
  measured<A extends object>(activities: A, names: readonly (keyof A & string)[]): A {
    const measured = { ...activities };
    for (const name of names) {
      const work = activities[name] as unknown as (input: { actionId: string }) => Promise<unknown>;
      const wrapped = async (input: { actionId: string }): Promise<unknown> => {
        const answer = await this.time(name, () => work(input));
        if (name === 'openGate') this.opened(input.actionId);
        return answer;
      };
      measured[name] = wrapped as unknown as A[typeof name];
    }
    return measured;
  }

  async time<T>(step: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    const list = this.took.get(step) ?? [];
    list.push(performance.now() - began);
    this.took.set(step, list);
    return result;
  }

  /** Resolves when the gate has asked: only then is there something to decide. */
  untilOpened(actionId: string): Promise<void> {
    return new Promise((opened) => this.waiting.set(actionId, opened));
  }

  private opened(actionId: string): void {
    this.waiting.get(actionId)?.();
    this.waiting.delete(actionId);
  }

  forget(): void {
    this.took.clear();
  }

  of(step: string): readonly number[] {
    return this.took.get(step) ?? [];
  }
}
