import { AnswerInvalid, estimateOf, type LanguageModel, type PriceList, type Usage } from '@salesagent/llm';
import { evaluateCases, type Evaluating } from './run';

export interface Cost {
  /** Calls that may be made. */
  calls: number;
  tokens: number;
  /** US dollars; null when the model has no price. */
  usd: number | null;
}

/** A draft is asked for once, and once more when it was not good; the second prompt also tells what was wrong. */
const CALLS_A_DRAFT = 2;
/** A note, or the passages of a question, are read once. */
const READS: readonly string[] = ['extract-meddicc', 'does-it-answer'];

/**
 * The most that a run may cost, from the prompts as they would be sent. No model is asked. Attempts that are repeated since
 * a server broke off may come on top.
 * @param model name by which it is priced, `gpt-5.4-mini`
 */
export async function mostItCosts(
  evaluating: Omit<Evaluating, 'model' | 'at'>,
  model: string,
  prices: PriceList,
  at: Date,
): Promise<Cost> {
  const cost: Cost = { calls: 0, tokens: 0, usd: prices.of(model, at.toISOString().slice(0, 10)) === null ? null : 0 };
  const priced = (usage: Usage): number | null => prices.cost(model, at.toISOString().slice(0, 10), usage);
  const reckoning: LanguageModel = {
    ...{ name: 'reckoning', configured: true },
    answer(request) {
      const { tokens, usd } = estimateOf(request, priced);
      const calls = READS.includes(request.prompt.id) ? 1 : CALLS_A_DRAFT;
      cost.calls += calls;
      cost.tokens += calls * tokens;
      if (cost.usd !== null) cost.usd += calls * (usd ?? 0);
      return Promise.reject(new AnswerInvalid('Nothing is asked while the cost is reckoned.', 'empty'));
    },
  };
  const sets = evaluating.sets.filter(({ file }) => file.kind !== 'retrieval');
  if (sets.length > 0) await evaluateCases({ ...evaluating, sets, model: reckoning, at, onKind: () => undefined });
  return cost;
}
