export { addUsage, NO_USAGE } from './port';
export type { CallPurpose, LanguageModel, ModelAnswer, ModelRequest, RenderedPrompt, Usage } from './port';
export { modelTool, type ModelTool, type ToolCall } from './tools';
export {
  AnswerInvalid,
  BudgetSpent,
  ModelCallCancelled,
  ModelError,
  ModelNotConfigured,
  ModelRefused,
  ModelRejected,
  ModelTimedOut,
  ModelUnavailable,
  NobodyAnswered,
  type BudgetScope,
  type InvalidBecause,
  type ModelErrorKind,
  type ModelSaid,
  type Spent,
} from './errors';
export { firstThatAnswers, type ChainMember } from './chain';
export { langchainModel, type LangChainChat, type LangChainOptions } from './langchain';
export { embedderFrom, type ConfiguredEmbedder, type EmbedderSetUp } from './embeddings/embedder-from';
export { ModelAnswerReader } from './reading/model-answer-reader';
export { readerFrom, type ConfiguredReader, type ReaderSetUp } from './reading/reader-from';
export type { BudgetLimit } from './ledger/budget';
export type {
  CallClosed,
  CallOpened,
  CallsSum,
  Estimate,
  Ledger,
  LedgerSums,
  Spending,
  SpendingBy,
  SpendingQuery,
  SpendingSum,
} from './ledger/ledger';
export { dayOf } from './ledger/ledger';
export { estimateOf } from './ledger/estimate';
export { PriceList } from './ledger/prices';
export { MemoryLedger } from './ledger/memory-ledger';
export { LEDGER_TABLES, ledgerGrants } from './ledger/postgres-schema';
export { PostgresLedger } from './ledger/postgres-ledger';
export { PostgresLedgerSums } from './ledger/postgres-sums';
export { modelFrom, type ModelSetUp } from './model-from';
export { ModelFileError, readPrices } from './budgets-file';
export { noModel } from './no-model';
export { OpenAiEmbedder, type OpenAiEmbedderOptions } from './openai/openai-embedder';
export { OpenAiModel, type OpenAiOptions } from './openai/openai-model';
export { PromptError } from './prompts/prompt-file';
export { loadPrompts, Prompts } from './prompts/prompts';
