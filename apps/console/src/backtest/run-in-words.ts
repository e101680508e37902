import type { ActionName } from '@salesagent/canon/sales';
import type { BacktestResult } from '@salesagent/agent';
import type { PastRuling } from '@salesagent/governance';
import type { BacktestRow, BacktestRun, PastProposalView } from '../api/backtest.schema';

/** What the agents found, one answer each. */
export type Found = Pick<
  BacktestResult,
  'from' | 'to' | 'windowDays' | 'knownUntil' | 'candidates' | 'afterwards' | 'ended' | 'actions' | 'looks'
>;

export interface Judged {
  version: string;
  fates: Readonly<Record<string, PastRuling>>;
}

/** Proposals with what would have become of them, in the order they were made. */
export function proposalsOf(found: readonly Found[], { fates }: Judged): PastProposalView[] {
  return found
    .flatMap(({ candidates, afterwards }) =>
      candidates.map((c): PastProposalView => {
        const after = afterwards[c.actionId];
        const ruling = fates[c.actionId];
        return {
          ...{ actionId: c.actionId, action: c.action, day: c.day, subject: c.subject, title: c.title },
          ...{ ownerId: c.ownerId, tier: c.tier, effect: c.effect, amount: c.amount },
          ...{ expectedValue: c.expectedValue, minutes: c.minutes },
          ...{ fate: ruling?.fate ?? 'waiting', wave: ruling?.wave ?? null, assignee: ruling?.assignee ?? null },
          ...{ approver: ruling?.approver ?? null, rule: ruling?.rule ?? '' },
          ...{ afterwards: after?.what ?? 'no deal', afterwardsOn: after?.day ?? null },
          mattered: after?.mattered ?? null,
        };
      }),
    )
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.actionId < b.actionId ? -1 : 1));
}

/** The run as numbers and as one sentence. */
export function runOf(
  found: readonly Found[],
  judged: Judged,
  proposals: readonly PastProposalView[],
  assumed: readonly string[],
): Omit<BacktestRun, 'proposals'> {
  const about = found.flatMap((f) => f.actions);
  const days = (pick: (f: Found) => string): string[] => found.map(pick).sort();
  const run = {
    ...{ from: days((f) => f.from)[0] ?? '', to: days((f) => f.to).at(-1) ?? '' },
    ...{ knownUntil: days((f) => f.knownUntil).at(-1) ?? '', windowDays: found[0]?.windowDays ?? 30 },
    ...{ policyVersion: judged.version, assumed: [...assumed] },
    all: rowOf('all', proposals),
    actions: grouped(proposals, (p) => p.action),
    months: grouped(proposals, (p) => p.day.slice(0, 7)),
    bases: about.flatMap(({ action, bases }) => (bases ? [{ action: action as ActionName, ...bases }] : [])),
    insights: about.flatMap(({ action, insights }) => {
      const recorded = Object.values(insights).reduce((sum, n) => sum + n, 0);
      return recorded > 0 ? [{ action: action as ActionName, recorded }] : [];
    }),
    off: about.flatMap(({ action, off }) => (off === null ? [] : [{ action, reason: off }])),
    reasons: about.flatMap(({ action, reasons }) => reasons.map((r) => ({ action: action as ActionName, ...r }))),
    failures: about.flatMap(({ action, failures }) =>
      failures ? [{ action: action as ActionName, ...failures }] : [],
    ),
    looks: found.reduce((sum, f) => sum + f.looks, 0),
  };
  return { ...run, sentence: inWords(run) };
}

function grouped(proposals: readonly PastProposalView[], by: (p: PastProposalView) => string): BacktestRow[] {
  const groups = new Map<string, PastProposalView[]>();
  for (const proposal of proposals) {
    const name = by(proposal);
    const group = groups.get(name);
    if (group) group.push(proposal);
    else groups.set(name, [proposal]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, of]) => rowOf(name, of));
}

function rowOf(name: string, proposals: readonly PastProposalView[]): BacktestRow {
  const count = (is: (p: PastProposalView) => boolean): number => proposals.filter(is).length;
  const reached = proposals.filter((p) => p.fate === 'reached');
  const sum = (of: (p: PastProposalView) => number): number =>
    Math.round(reached.reduce((s, p) => s + of(p), 0) * 100) / 100;
  return {
    ...{ name, proposals: proposals.length, reached: reached.length },
    prepared: count((p) => p.fate === 'prepared'),
    alone: count((p) => p.fate === 'alone'),
    crowdedOut: count((p) => !['reached', 'prepared', 'alone'].includes(p.fate)),
    judged: reached.filter((p) => p.mattered !== null).length,
    mattered: reached.filter((p) => p.mattered === true).length,
    minutes: sum((p) => p.minutes),
    expectedValue: sum((p) => p.expectedValue),
  };
}

type Told = Pick<BacktestRun, 'from' | 'to' | 'windowDays' | 'all' | 'bases' | 'assumed'>;

function inWords({ from, to, windowDays, all, bases, assumed }: Told): string {
  const n = (count: number): string => Math.round(count).toLocaleString('en-US');
  const share = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`;
  const base = bases.reduce(
    (sum, b) => ({ n: sum.n + b.sameStanding.n, mattered: sum.mattered + b.sameStanding.mattered }),
    { n: 0, mattered: 0 },
  );
  const beside =
    base.n === 0
      ? 'no deal that stood alike was left without a proposal to compare with'
      : `beside ${share(base.mattered, base.n)} of ${n(base.n)} deal days that stood alike without a proposal`;
  const mattered =
    all.judged === 0
      ? 'of none of those is it known what came after'
      : `${n(all.mattered)} of the ${n(all.judged)} whose next ${windowDays} days are known mattered ` +
        `(${share(all.mattered, all.judged)}, ${beside}: what happened, not what a proposal caused)`;
  return [
    `On from ${from} to ${to}: ${n(all.proposals)} ${all.proposals === 1 ? 'proposal' : 'proposals'},`,
    ...(all.reached === 0
      ? ['none of which would have reached a person inside the caps.']
      : [
          `${n(all.reached)} would have reached a person inside the caps; ${mattered};`,
          `${n(all.minutes)} minutes of attention for an expected value of ${n(all.expectedValue)}.`,
        ]),
    ...(assumed.length > 0
      ? [`Assumed to have held all along, though an import gave no date: ${assumed.join(', ')}.`]
      : []),
  ].join(' ');
}
