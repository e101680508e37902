import type { Evaluating } from '@salesagent/evaluation';
import type { LanguageModel } from '@salesagent/llm';
import { ConfigError, loadVariables, VARIABLES } from '@salesagent/platform/config';
import { CliError, EXIT, usageError } from '../exit-codes';
import type { Io } from '../output/io';

/**
 * The configured model, after it was said what the run may cost. Fallbacks are left out: one model is evaluated.
 * @param budget US dollars; a run that may cost more is not begun
 */
export async function liveModel(
  io: Io,
  evaluating: Omit<Evaluating, 'model' | 'at'>,
  budget: number | undefined,
): Promise<LanguageModel> {
  const { MemoryLedger, ModelFileError, modelFrom, PriceList, readPrices } = await import('@salesagent/llm');
  const { mostItCosts } = await import('@salesagent/evaluation');
  try {
    const { models } = loadVariables({ models: VARIABLES.models }, io.environment);
    const perDay = [budget, models.budgetUsdPerDay].filter((usd) => usd !== undefined);
    const limit = perDay.length > 0 ? { budgetUsdPerDay: Math.min(...perDay) } : {};
    const config = { company: evaluating.company, models: { ...models, ...limit, fallbackModels: [] } };
    const model = modelFrom(config, { ledger: new MemoryLedger() });
    if (!model.configured) {
      const remedy = 'Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own (docs/models.md).';
      throw usageError('No model is configured.', remedy);
    }
    const prices = new PriceList(models.pricesFile ? readPrices(models.pricesFile) : {});
    const most = await mostItCosts(evaluating, models.model, prices, new Date(io.now()));
    say(io, model.name, most);
    if (limit.budgetUsdPerDay !== undefined) heedBudget(limit.budgetUsdPerDay, most.usd, models.model);
    return model;
  } catch (error) {
    if (error instanceof ModelFileError || error instanceof ConfigError) throw usageError(error.message);
    throw error;
  }
}

function say(
  io: Io,
  name: string,
  { calls, tokens, usd }: { calls: number; tokens: number; usd: number | null },
): void {
  if (calls === 0) return io.err('No model is asked by these kinds.');
  const money = usd === null ? 'its price is not known' : `at most ${usd.toFixed(2)} USD by list price`;
  io.err(`${name}: at most ${calls} calls and ${tokens} tokens, ${money}.`);
}

function heedBudget(budget: number, most: number | null, model: string): void {
  if (most === null) {
    const remedy = 'Add its price to MODEL_PRICES_FILE (docs/models.md).';
    throw usageError(`There is a budget in money, but no price of ${model}.`, remedy);
  }
  if (most <= budget) return;
  const message = `The run may cost ${most.toFixed(2)} USD, more than the budget of ${budget} USD; nothing was asked.`;
  throw new CliError(EXIT.usage, message, 'Raise the budget, or evaluate fewer kinds with --kind.', 'budget');
}
