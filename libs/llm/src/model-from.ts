import type { Config } from '@salesagent/platform';
import { limitsOf, readPrices } from './budgets-file';
import { firstThatAnswers } from './chain';
import { heliconeHeaders } from './helicone';
import type { Ledger } from './ledger/ledger';
import { metered } from './ledger/metered';
import { PriceList } from './ledger/prices';
import { limited, Places } from './limited';
import { noModel } from './no-model';
import { OpenAiModel } from './openai/openai-model';
import type { LanguageModel } from './port';
import { traced } from './traced';

export interface ModelSetUp {
  ledger: Ledger;
  /** Told of calls that could not be closed in the ledger. */
  onUnclosed?: (callId: string, error: unknown) => void;
  /** Models that are asked after the configured ones, such as `langchainModel(…)`; counted and traced likewise. */
  fallbacks?: readonly LanguageModel[];
}

const OPENAI = 'https://api.openai.com/v1';

/**
 * The model of a process, as configured: OPENAI_MODEL, then OPENAI_FALLBACK_MODELS, each counted, limited and traced.
 * Without a key and a server of one's own it is `noModel()`.
 *
 * @throws ModelFileError when the file of budgets or prices cannot be used
 */
export function modelFrom(config: Pick<Config, 'company' | 'models'>, setUp: ModelSetUp): LanguageModel {
  const { models, company } = config;
  const own = models.apiKey || models.baseUrl ? [models.model, ...models.fallbackModels] : [];
  const limits = limitsOf(models, company);
  const prices = new PriceList(models.pricesFile ? readPrices(models.pricesFile) : {});
  const places = new Places(models.concurrency);
  const server = models.baseUrl ?? OPENAI;
  const provider = models.baseUrl ? new URL(models.baseUrl).hostname : 'openai';
  const watched = (bare: LanguageModel, by: string, model: string, at?: URL) => {
    const counted = metered(limited(bare, places), {
      ...{ ledger: setUp.ledger, limits, prices, provider: by, model },
      ...(setUp.onUnclosed && { onUnclosed: setUp.onUnclosed }),
    });
    return traced(counted, { provider: by, model, content: models.traceContent, ...(at && { server: at }) });
  };
  return firstThatAnswers([
    ...own.map((model) => watched(openAi(models, model, provider), provider, model, new URL(server))),
    ...(setUp.fallbacks ?? []).map((model) => {
      const [by = model.name, ...rest] = model.name.split('/');
      return model.configured ? watched(model, by, rest.join('/') || by) : noModel();
    }),
  ]);
}

function openAi(models: Config['models'], model: string, provider: string): OpenAiModel {
  const { apiKey, baseUrl, api, helicone } = models;
  return new OpenAiModel({
    ...{ model, provider, api, ...(apiKey && { apiKey }) },
    baseUrl: helicone.apiKey ? helicone.baseUrl : (baseUrl ?? OPENAI),
    ...(helicone.apiKey && {
      headers: heliconeHeaders({ apiKey: helicone.apiKey, ...(baseUrl && { target: baseUrl }) }),
    }),
  });
}
