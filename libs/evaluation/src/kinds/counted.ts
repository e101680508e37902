import { ModelError, type LanguageModel, type ModelAnswer, type ModelRequest } from '@salesagent/llm';

export interface Used {
  tokens: number;
  /** US dollars; null where no call had a price. */
  usd: number | null;
}

/** A model that adds up what its calls use, failed ones too. */
export class Counted implements LanguageModel {
  used: Used = { tokens: 0, usd: null };

  constructor(private readonly model: LanguageModel) {}

  get name(): string {
    return this.model.name;
  }
  get configured(): boolean {
    return this.model.configured;
  }

  async answer<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
    try {
      const answer = await this.model.answer(request);
      this.add(answer.usage, answer.costUsd);
      return answer;
    } catch (error) {
      if (error instanceof ModelError && error.spent) this.add(error.spent.usage, null);
      throw error;
    }
  }

  private add({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }, usd: number | null): void {
    const { tokens, usd: before } = this.used;
    this.used = {
      tokens: tokens + inputTokens + outputTokens,
      usd: usd === null ? before : (before ?? 0) + usd,
    };
  }
}
