import type { ModelRequest } from './port';
import type { Progress } from './progress';
import type { ModelTool, ToolCall } from './tools';

/** Longest result that is handed to the model, characters. */
const LONGEST_RESULT = 20_000;
/** Calls that are run of one turn; the others are told to come later. */
const CALLS_A_TURN = 8;

/** The tools of a request that its action may use; the others are not even offered. */
export function allowedTools<T>({ tools = [], allowedTools: names = [] }: ModelRequest<T>): ModelTool[] {
  return tools.filter((tool) => names.includes(tool.name));
}

/** Runs what the model called, one after another, as far as it may be; what each call comes to, for the model. */
export async function runTools(
  calls: readonly { name: string; arguments: string }[],
  tools: readonly ModelTool[],
  progress: Progress,
  signal: AbortSignal,
): Promise<string[]> {
  const results: string[] = [];
  for (const [i, call] of calls.entries()) {
    const tool = tools.find(({ name }) => name === call.name);
    const [outcome, result] =
      i < CALLS_A_TURN ? await run(tool, call.arguments, signal) : refused('too many calls at once; ask again');
    progress.toolCalls.push({ name: call.name, arguments: call.arguments, outcome });
    results.push(result);
  }
  return results;
}

type Run = [outcome: ToolCall['outcome'], result: string];

async function run(tool: ModelTool | undefined, written: string, signal: AbortSignal): Promise<Run> {
  if (!tool) return refused('this tool is not available; answer without it');
  const parameters = tool.parameters.safeParse(parsed(written));
  if (!parameters.success) {
    const [issue] = parameters.error.issues;
    return ['invalid', said(`the parameters do not fit: ${issue?.path.join('.')} ${issue?.message}`)];
  }
  try {
    const result = JSON.stringify((await tool.run(parameters.data, signal)) ?? null);
    return ['ran', result.length <= LONGEST_RESULT ? result : `${result.slice(0, LONGEST_RESULT)} … cut: ask for less`];
  } catch (error) {
    signal.throwIfAborted();
    return ['failed', said(error instanceof Error ? error.message : 'it failed')];
  }
}

function refused(why: string): Run {
  return ['not-allowed', said(why)];
}

function said(error: string): string {
  return JSON.stringify({ error });
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
