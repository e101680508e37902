export { defineAction, ActionDefinitionError } from './define';
export type { Action, ActionDefinition, GatherContext, Needs, Tally, Trigger } from './define';
export {
  nothing,
  type CustomerText,
  type Decision,
  type Insight,
  type Nothing,
  type ProposalDecision,
} from './decision';
export {
  CompanyDocuments,
  openDocuments,
  passagesIn,
  type Ask,
  type DocumentKind,
  type DocumentQuestion,
  type Documents,
  type Found,
  type FoundPassage,
  type OpenDocuments,
} from './documents';
export { Words, MissingPassage } from './words';
export { subjectAndBody, type Part, type Trace, type Written, type WrittenBy } from './writing';
export { personal, type Personal } from './personal';
export {
  claimsIn,
  contentWords,
  EVERYTHING,
  Ground,
  plainText,
  reasonOf,
  sayable,
  sentencesOf,
  Source,
  TEMPLATES,
  untraced,
  untracedIn,
  verifyText,
  type Checking,
  type Claim,
  type ClaimKind,
  type Untraced,
  type Verdict,
  type Verifying,
} from './guard';
export { Pseudonyms, shownToModel } from './model-input';
export { ModelReader, Reading, type Answered, type AskedBy, type Question, type TextReader } from './reading';
export { TurnedDown, type SourceText } from './read-before';
export { declaredNeeds } from './needs';
export { triggerCycles, type TriggerCycle } from './cycle';
export { settingsOf, type ActionSettings, type ActionSwitch } from './settings';
export { AgentRuntime, type AgentRuntimeOptions } from './agent-runtime';
export { AgentModule, type AgentServiceOptions } from './agent.module';
export { agentDdl } from './ddl';
export { agentServiceDdl, agentServiceSchema } from './agent-schema';
export { backtest, type BacktestAsked, type BacktestResult } from './backtest/backtest';
export type { Afterwards, Candidate, Ended } from './backtest/candidate';
export type { BaseRate, Bases } from './backtest/judging';
export { BacktestRefused } from './backtest/refused';
export { assumptionsOf, keeping } from './backtest/keeping';
export { BacktestController } from './backtest/backtest.controller';
export { Backtests, type BacktestProgress, type BacktestsOptions } from './backtest/backtests';
export type { AffectedAction, AffectedSubject } from './affected/affected';
export type { AffectedAnswer } from './affected/affected.controller';
