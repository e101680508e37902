import { Injectable } from '@nestjs/common';
import type { BacktestResult } from '@salesagent/agent';
import type { ActionName } from '@salesagent/canon/sales';
import type { PastProposal } from '@salesagent/governance';
import type { BacktestBody, BacktestRun, PastBacktest, PastProposalView } from '../api/backtest.schema';
import { problem } from '../http/problem';
import { Upstream } from '../upstream/upstream';
import { AskAgents, finished, mustBeAboutRecords, type Asking, type Begun, type Tell } from './ask-agents';
import { differing, insightSaid, proposalSaid } from './difference';
import { proposalsOf, runOf, type Judged } from './run-in-words';

interface Run {
  run: BacktestRun;
  proposals: PastProposalView[];
}

/** Runs agents, policy and docket over the past: as they are, and, where something is to be tried, with that too. */
@Injectable()
export class PastBacktests {
  constructor(
    private readonly upstream: Upstream,
    private readonly agents: AskAgents,
  ) {}

  /** Begins the run of things as they are, and checks what is to be tried. @throws ProblemError */
  async begin(body: BacktestBody, asking: Asking): Promise<Begun[]> {
    const { actions, overrides = {}, policy } = body;
    mustBeAboutRecords([...(actions ?? []), ...Object.keys(overrides)]);
    const left = Object.keys(overrides).find((name) => actions && !actions.includes(name as ActionName));
    if (left !== undefined)
      throw problem(400, 'bad-override', `${left} is to be changed, but takes no part.`, {
        remedy: `Add ${left} to the actions, or leave the change out.`,
      });
    // A mistake in the policy is told before minutes are spent.
    if (policy) await this.judged([], body, asking, true);
    const tried = Object.keys(overrides) as ActionName[];
    if (tried.length > 0) await this.agents.check(body, { only: tried, overrides, insights: false }, asking);
    return this.agents.begin(body, { only: actions, overrides: undefined, insights: tried.length > 0 }, asking);
  }

  /** Ends it: joins what the agents found, asks orchestrator, and runs what is to be tried. @throws ProblemError */
  async finish(begun: readonly Begun[], body: BacktestBody, asking: Asking, tell: Tell): Promise<PastBacktest> {
    const { overrides, policy } = body;
    const found = await finished(begun, tell);
    const before = await this.run(found, body, asking, false);
    const tried = Object.keys(overrides ?? {}) as ActionName[];
    if (tried.length === 0 && !policy) return { before: before.run, after: null, difference: null };
    const again =
      tried.length === 0 ? [] : await this.agents.begin(body, { only: tried, overrides, insights: true }, asking);
    const changed = await finished(again, tell);
    const after = await this.run([...without(found, tried), ...changed], body, asking, policy !== undefined);
    const notes = (of: readonly BacktestResult[]) =>
      of.flatMap((f) => f.notes.filter((n) => tried.includes(n.action as ActionName)).map(insightSaid));
    return {
      before: before.run,
      after: after.run,
      difference: {
        proposals: differing(
          before.proposals.map(proposalSaid),
          after.proposals.map(proposalSaid),
          ({ decided }) => decided.split(/[ ,]/)[0]!,
        ),
        insights: differing(notes(found), notes(changed), () => 'insight'),
        insightsLeftOut: Math.max(...[...found, ...changed].map((f) => f.notesLeftOut), 0),
      },
    };
  }

  private async run(
    found: readonly BacktestResult[],
    body: BacktestBody,
    asking: Asking,
    withPolicy: boolean,
  ): Promise<Run> {
    const judged = await this.judged(found, body, asking, withPolicy);
    const proposals = proposalsOf(found, judged);
    const run = runOf(found, judged, proposals, body.assume ?? []);
    return { run: { ...run, proposals: body.list ? proposals : null }, proposals };
  }

  private judged(
    found: readonly BacktestResult[],
    { policy, from }: BacktestBody,
    { token, signal }: Asking,
    withPolicy: boolean,
  ): Promise<Judged> {
    const to =
      found
        .map((f) => f.to)
        .sort()
        .at(-1) ?? from;
    const body = { ...(withPolicy && policy && { policy }), proposals: found.flatMap(asked), to };
    return this.upstream.json<Judged>('orchestrator', '/policy/backtest/past', {
      ...{ method: 'POST' as const, token, signal, body, timeoutMilliseconds: 600_000 },
    });
  }
}

/** What orchestrator is told of a candidate: nothing of what came afterwards. */
function asked({ candidates, ended }: BacktestResult): PastProposal[] {
  return candidates.map((c) => {
    const end = ended[c.actionId];
    const { actionId, action, effect, at, day, subject, opportunityId, ownerId, tier, prepareOnly, amount } = c;
    const { fields, content, channel, expectedValue, subStage, expectedCloseDate } = c;
    return {
      ...{ actionId, action, effect, at, day, subject, opportunityId, ownerId, tier, prepareOnly, amount },
      ...{ fields, content, channel, expectedValue, subStage, expectedCloseDate },
      goneAt: end?.how === 'superseded' ? end.at : null,
    };
  });
}

/** Actions do not read each other's proposals, so what was not changed needs no second run. */
function without(found: readonly BacktestResult[], tried: readonly ActionName[]): BacktestResult[] {
  const kept = (name: string): boolean => !tried.includes(name as ActionName);
  return found.map((f) => ({
    ...f,
    candidates: f.candidates.filter((c) => kept(c.action)),
    actions: f.actions.filter((a) => kept(a.action)),
    notes: f.notes.filter((n) => kept(n.action)),
  }));
}
