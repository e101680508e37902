import { NO_USAGE, type Usage } from './port';
import type { ToolCall } from './tools';

export type ModelErrorKind =
  | 'not-configured'
  | 'rejected'
  | 'unavailable'
  | 'timed-out'
  | 'cancelled'
  | 'refused'
  | 'invalid'
  | 'budget-spent'
  | 'nobody-answered';

/** What was used up to an error; it is paid for all the same. */
export interface Spent {
  usage: Usage;
  attempts: number;
  /** Requests whose use nobody told us: broken off, or timed out. The ledger counts them by estimate. */
  unreported: number;
  model?: string;
  toolCalls?: readonly ToolCall[];
}

/** A call that ended before anything was sent, which costs nothing. */
export const NOTHING_SPENT: Spent = { usage: NO_USAGE, attempts: 0, unreported: 0 };

/**
 * A call that ended without an answer. Its message says what to do and holds no text of the prompt; a draft is then
 * made from the playbook's template, and `kind` is recorded as the reason.
 */
export abstract class ModelError extends Error {
  abstract readonly kind: ModelErrorKind;
  /** Set by the provider. */
  spent?: Spent;
}

/** No model is configured. The system runs on templates. */
export class ModelNotConfigured extends ModelError {
  override readonly name = 'ModelNotConfigured';
  readonly kind = 'not-configured';
}

/** The provider does not accept the request as it is: key, model name or schema. Repeating it is of no use. */
export class ModelRejected extends ModelError {
  override readonly name = 'ModelRejected';
  readonly kind = 'rejected';

  constructor(
    message: string,
    /** HTTP status, where there was one. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/** The provider could not be reached or was overloaded on every attempt. */
export class ModelUnavailable extends ModelError {
  override readonly name = 'ModelUnavailable';
  readonly kind = 'unavailable';

  constructor(
    message: string,
    readonly status?: number,
    /** How long it asked to be left alone, ms. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** The time of the call was over. */
export class ModelTimedOut extends ModelError {
  override readonly name = 'ModelTimedOut';
  readonly kind = 'timed-out';

  constructor(
    message: string,
    /** What it was given, ms. */
    readonly timeoutMs: number,
  ) {
    super(message);
  }
}

/** Who asked no longer wants the answer. */
export class ModelCallCancelled extends ModelError {
  override readonly name = 'ModelCallCancelled';
  readonly kind = 'cancelled';
}

/** The model, or the provider's filter, declines to answer. */
export class ModelRefused extends ModelError {
  override readonly name = 'ModelRefused';
  readonly kind = 'refused';

  constructor(
    message: string,
    /** In its words; text of a model, so data. Empty where a filter stopped it. */
    readonly words: string,
  ) {
    super(message);
  }
}

/**
 * `not-json`: rubbish; `schema`: another shape; `too-long`: cut at the upper bound; `incomplete`: ended before the end;
 * `empty`: nothing was said; `tool-rounds`: it kept calling tools and never answered.
 */
export type InvalidBecause = 'not-json' | 'schema' | 'too-long' | 'incomplete' | 'empty' | 'tool-rounds';

/** What came is not an answer. */
export class AnswerInvalid extends ModelError {
  override readonly name = 'AnswerInvalid';
  readonly kind = 'invalid';

  constructor(
    message: string,
    readonly because: InvalidBecause,
  ) {
    super(message);
  }
}

/** What a budget is for: each part given narrows it. */
export interface BudgetScope {
  company: string;
  agent?: string;
  action?: string;
}

/** The call was not made, since its day's budget of money or tokens would be overspent. */
export class BudgetSpent extends ModelError {
  override readonly name = 'BudgetSpent';
  readonly kind = 'budget-spent';

  constructor(
    message: string,
    readonly scope: BudgetScope,
    readonly unit: 'usd' | 'tokens',
    readonly limit: number,
    /** When the next day begins for it. */
    readonly freeAt: Date,
  ) {
    super(message);
  }
}

/** What one model of a chain said. */
export interface ModelSaid {
  model: string;
  error: ModelError;
}

/** Every model of a chain was asked, as far as time allowed, and none answered. */
export class NobodyAnswered extends ModelError {
  override readonly name = 'NobodyAnswered';
  readonly kind = 'nobody-answered';

  constructor(
    message: string,
    readonly said: readonly ModelSaid[],
  ) {
    super(message);
  }
}
