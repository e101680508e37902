import { LocalMiniLm, missingModelFiles, modelFolder, type Embedder } from '@salesagent/retrieval';
import type { Config } from '@salesagent/platform';
import { limitsOf, readPrices } from '../budgets-file';
import type { Ledger } from '../ledger/ledger';
import { PriceList } from '../ledger/prices';
import { Places } from '../limited';
import { OpenAiEmbedder } from '../openai/openai-embedder';
import { MeteredEmbedder } from './metered-embedder';

/** Lengths of the vectors of OpenAI's models; each but the oldest can give shorter ones. */
const OPENAI_DIMENSIONS: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'text-embedding-ada-002': 1536,
};
const OPENAI = 'https://api.openai.com/v1';

export interface EmbedderSetUp {
  /** Where requests are counted that cost money or tokens. */
  ledger: Ledger;
  /** Service that asks, for the ledger: `orchestrator`. */
  agent: string;
  /** Where the files of MiniLM are; `modelFolder()` when absent. */
  miniLmFolder?: string;
  /** Told of requests that could not be closed in the ledger. */
  onUnclosed?: (callId: string, error: unknown) => void;
}

/** What makes the vectors of a process; where nothing does, why not, in words. */
export type ConfiguredEmbedder = { embedder: Embedder; why: null } | { embedder: null; why: string };

/**
 * What EMBEDDINGS says. A setting that cannot be followed is no reason not to start: words find passages too, and `why`
 * says what is missing.
 *
 * @throws ModelFileError when the file of budgets or prices cannot be used
 */
export function embedderFrom(
  config: Pick<Config, 'company' | 'models' | 'embeddings'>,
  setUp: EmbedderSetUp,
): ConfiguredEmbedder {
  switch (config.embeddings.kind) {
    case 'none':
      return none('EMBEDDINGS is none');
    case 'minilm':
      return miniLm(setUp.miniLmFolder ?? modelFolder());
    case 'openai':
      return openAi(config, setUp);
  }
}

const none = (why: string): ConfiguredEmbedder => ({ embedder: null, why });

function miniLm(folder: string): ConfiguredEmbedder {
  const embedder = LocalMiniLm.find(folder);
  if (embedder) return { embedder, why: null };
  const missing = missingModelFiles(folder).join(', ');
  return none(
    `EMBEDDINGS is minilm, and its files are not in ${folder} (${missing}); \`salesagent playbook model\` fetches them, then start again`,
  );
}

function openAi(
  { company, models, embeddings }: Pick<Config, 'company' | 'models' | 'embeddings'>,
  { ledger, agent, onUnclosed }: EmbedderSetUp,
): ConfiguredEmbedder {
  const own = embeddings.baseUrl !== undefined;
  const baseUrl = embeddings.baseUrl ?? models.baseUrl;
  // The key of one server is none of another's business.
  const apiKey = embeddings.apiKey ?? (own ? undefined : models.apiKey);
  if (!apiKey && !baseUrl) {
    return none(
      'EMBEDDINGS is openai, and there is neither a key (EMBEDDING_API_KEY or OPENAI_API_KEY) nor a server of one’s own (EMBEDDING_BASE_URL)',
    );
  }
  const { model } = embeddings;
  const full = OPENAI_DIMENSIONS[model];
  const dimensions = embeddings.dimensions ?? full;
  if (dimensions === undefined) {
    return none(`how long the vectors of ${model} are is not known; set EMBEDDING_DIMENSIONS`);
  }
  const provider = baseUrl ? new URL(baseUrl).hostname : 'openai';
  const asked = new OpenAiEmbedder({
    ...{ model, provider, dimensions, baseUrl: baseUrl ?? OPENAI, ...(apiKey && { apiKey }) },
    shorten: full !== undefined && dimensions !== full,
    confidentialSent: embeddings.confidential === 'sent',
  });
  const prices = new PriceList(models.pricesFile ? readPrices(models.pricesFile) : {});
  const metering = { ledger, limits: limitsOf(models, company), prices, provider, model };
  const counted = { ...metering, ...(onUnclosed && { onUnclosed }) };
  const purpose = { company, agent, action: 'embedding' };
  const places = new Places(models.concurrency);
  const embedder = new MeteredEmbedder(asked, counted, purpose, places, new URL(baseUrl ?? OPENAI));
  return { embedder, why: null };
}
