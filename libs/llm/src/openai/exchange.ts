import type { Usage } from '../port';
import type { ModelTool } from '../tools';

/** A call of a function as the model wrote it. */
export interface FunctionCall {
  id: string;
  name: string;
  arguments: string;
}

/** What the model said in one request. */
export interface Turn {
  text: string;
  refusal: string;
  calls: FunctionCall[];
  /** Why it ended before its end, if it did. */
  cut: 'length' | 'filter' | 'other' | null;
  usage: Usage;
  /** As the provider names it. */
  model: string;
}

export interface TurnOptions {
  signal: AbortSignal;
  maxOutputTokens: number;
  /** No tools this time: it must answer. */
  mustAnswer: boolean;
  onText(piece: string): void;
}

/** A conversation over one of the two APIs: each `next` sends all of it and hears one turn. */
export interface Exchange {
  next(options: TurnOptions): Promise<Turn>;
  /** Results of the calls of the last turn, in their order. */
  resolve(results: string[]): void;
}

/** What an exchange begins with. */
export interface Opening {
  model: string;
  instructions: string;
  input: string;
  schema: { name: string; json: Record<string, unknown> };
  tools: readonly ModelTool[];
  headers: Record<string, string>;
}
