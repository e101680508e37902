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
export { noModel } from './no-model';
