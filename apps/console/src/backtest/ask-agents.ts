import { Injectable } from '@nestjs/common';
import type { BacktestResult } from '@salesagent/agent';
import { ACTIONS, type ActionName, type Agent } from '@salesagent/canon/sales';
import type { BacktestBody, BacktestLine } from '../api/backtest.schema';
import { problem } from '../http/problem';
import { Upstream } from '../upstream/upstream';

/** The services whose actions are about records; ops-analyst measures the company and proposes nothing. */
const AGENTS: readonly Agent[] = ['lead-gen', 'qualification', 'deal', 'customer-success'];
/** A run that takes longer is called off. */
const TIMEOUT_MILLISECONDS = 3_600_000;

export type Tell = (progress: NonNullable<BacktestLine['progress']>) => void;
export interface Asking {
  token: string;
  signal: AbortSignal;
}

/** Which actions, with what laid over their sections, and whether each insight is told. */
export interface RunAsked {
  only: readonly ActionName[] | undefined;
  overrides: BacktestBody['overrides'];
  insights: boolean;
}
type AgentLine = {
  progress?: { phase: 'reading'; read: number; total: number } | { phase: 'looking'; day: string; looks: number };
  result?: BacktestResult;
  error?: { code: string; message: string; remedy: string };
};

/** A run that an agent has begun. */
export interface Begun {
  service: Agent;
  lines: AsyncIterable<AgentLine>;
}

/** Runs backtests at the agents; they know nothing of each other, so what they find is joined here. */
@Injectable()
export class AskAgents {
  constructor(private readonly upstream: Upstream) {}

  /**
   * Begins a run at every agent it concerns. @throws ProblemError where one refuses or does not answer
   * @param run.only these of their actions; all when absent
   */
  async begin(body: BacktestBody, run: RunAsked, asking: Asking): Promise<Begun[]> {
    return Promise.all(
      bodiesOf(body, run).map(async ([service, asked]) => ({
        service,
        lines: linesOf<AgentLine>(await this.one(service, asking, asked)),
      })),
    );
  }

  /** Hears what the agents would refuse, before minutes are spent. @throws ProblemError */
  async check(body: BacktestBody, run: RunAsked, asking: Asking): Promise<void> {
    await Promise.all(
      bodiesOf(body, run).map(([service, asked]) => this.one(service, asking, { ...asked, check: true })),
    );
  }

  private one(service: Agent, { token, signal }: Asking, body: object): Promise<Response> {
    const question = { method: 'POST' as const, token, signal, body, timeoutMilliseconds: TIMEOUT_MILLISECONDS };
    return this.upstream.ask(service as 'qualification', '/backtest', question);
  }
}

function bodiesOf(
  { from, to, assume, windowDays }: BacktestBody,
  { only, overrides, insights }: RunAsked,
): [Agent, object][] {
  return AGENTS.flatMap((service): [Agent, object][] => {
    const actions = only?.filter((name) => ACTIONS[name].agent === service);
    if (actions?.length === 0) return [];
    const own = Object.entries(overrides ?? {}).filter(([name]) => agentOf(name) === service);
    const body = {
      ...{ from, insights, overrides: Object.fromEntries(own) },
      ...(to !== undefined && { to }),
      ...(actions && { actions }),
      ...(assume && { assume }),
      ...(windowDays !== undefined && { windowDays }),
    };
    return [[service, body]];
  });
}

/** The results, told how far they are. @throws ProblemError */
export async function finished(begun: readonly Begun[], tell: Tell): Promise<BacktestResult[]> {
  return Promise.all(begun.map((run) => resultOf(run, tell)));
}

async function resultOf({ service, lines }: Begun, tell: Tell): Promise<BacktestResult> {
  for await (const { progress, result, error } of lines) {
    if (result) return result;
    if (error) throw problem(400, error.code, error.message, { service, remedy: error.remedy });
    if (progress?.phase === 'reading')
      tell({ service, phase: 'reading', said: `${progress.read} of ${progress.total} events read` });
    if (progress?.phase === 'looking')
      tell({ service, phase: 'looking', said: `${progress.day}, ${progress.looks} looks taken` });
  }
  throw problem(503, 'service-down', `${service} broke off its backtest: it was stopped or started again.`, {
    service,
    remedy: 'Run it again; `salesagent status` says whether it runs.',
  });
}

/** Refuses what no agent can run. @throws ProblemError */
export function mustBeAboutRecords(names: readonly string[]): void {
  for (const name of names) {
    const agent = agentOf(name);
    const known = Object.entries(ACTIONS).flatMap(([id, a]) => (AGENTS.includes(a.agent) ? [id] : []));
    const remedy = `There are: ${known.join(', ')}.`;
    if (agent === null) throw problem(400, 'unknown-action', `There is no action "${name}".`, { remedy });
    if (!AGENTS.includes(agent))
      throw problem(400, 'unknown-action', `${name} is about the company and proposes nothing to anybody.`, { remedy });
  }
}

const agentOf = (name: string): Agent | null =>
  Object.hasOwn(ACTIONS, name) ? ACTIONS[name as ActionName].agent : null;

/** Lines of JSON as they come. A connection that breaks ends them. */
async function* linesOf<T>(response: Response): AsyncGenerator<T> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
      const lines = `${rest}${decoder.decode(bytes, { stream: true })}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as T;
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
