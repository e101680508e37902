import type { z } from 'zod';

/** Something the model may ask us to do while it answers. It reads; what changes something is proposed to the gate. */
export interface ModelTool {
  /** Letters, digits, `_` and `-`. */
  name: string;
  /** For the model: what it is good for, and when. */
  description: string;
  /** A `z.object` without optional keys. */
  parameters: z.ZodType;
  /** Its result is data to the model. An error it throws is told to the model in a line and noted. */
  run(parameters: unknown, signal: AbortSignal): Promise<unknown>;
}

/** A tool whose `run` is typed by its parameters. They are checked before it is run. */
export function modelTool<P extends z.ZodType>(tool: {
  name: string;
  description: string;
  parameters: P;
  run(parameters: z.output<P>, signal: AbortSignal): Promise<unknown>;
}): ModelTool {
  return { ...tool, run: (parameters, signal) => tool.run(parameters as z.output<P>, signal) };
}

/** A call of a tool by the model. */
export interface ToolCall {
  name: string;
  /** As the model wrote them: JSON, or not. */
  arguments: string;
  /** `not-allowed`: not on the action's list, so it was not run; `invalid`: parameters that are not of the tool. */
  outcome: 'ran' | 'failed' | 'invalid' | 'not-allowed';
}
