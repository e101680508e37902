import { drawOf } from './drawn';
import type { Policy } from './policy';

type Rules = Policy['autonomy'];

/** A person's decision on a proposal that might one day run alone, as the log holds it. */
export interface LadderDecision {
  actionId: string;
  /** Who decided: compared with others, never shown. */
  by: string;
  /** Whether that is a person: no service and no agent. */
  isPerson: boolean;
  at: Date;
  evidenceOpened: boolean;
  outcome: 'accepted' | 'edited' | 'rejected';
  /** Taken back after it had been carried out. */
  undone: boolean;
}

/** How a person answered a proposal that was made wrong on purpose. */
export interface KnownBadAnswer {
  at: Date;
  caught: boolean;
}

/** What an action did alone since it may. */
export interface AloneRecord {
  executed: number;
  undone: number;
}

/** What an action has shown on one tier of one company since an instant. */
export interface AutonomyEvidence {
  /** Instant from which it is counted; null = from the beginning. */
  since: Date | null;
  /** Decisions that count. */
  decisions: number;
  acceptedUnedited: number;
  approvers: number;
  /** Counted decisions of the approver who made most of them. */
  mostOfOne: number;
  /** Whole weeks between the first and the last counted decision. */
  weeks: number;
  checks: { caught: number; missed: number };
  /** Decisions that do not count: by no person, without the evidence opened, beyond what counts of one person a day. */
  uncounted: { notByPerson: number; unopened: number; overDaily: number };
}

const WEEK = 7 * 86_400_000;

/**
 * Counts what speaks for an action. A decision counts if a person made it with the evidence open, once for each
 * proposal, and of one person's on a day (UTC) only as many as the policy says, drawn by a hash: a flood of quick
 * approvals weighs no more than a careful morning, and nobody chooses which of them count. What was undone later counts
 * as not accepted.
 * @param since decisions and checks before this are not counted
 */
export function evidenceOf(
  decisions: readonly LadderDecision[],
  answers: readonly KnownBadAnswer[],
  rules: Pick<Rules, 'countedPerApproverDay'>,
  since: Date | null,
): AutonomyEvidence {
  const inWindow = ({ at }: { at: Date }): boolean => since === null || at > since;
  const own = onceEach(decisions.filter(inWindow));
  const byPeople = own.filter((d) => d.isPerson);
  const opened = byPeople.filter((d) => d.evidenceOpened);
  const counted = drawnByDay(opened, rules.countedPerApproverDay);
  const perApprover = new Map<string, number>();
  for (const { by } of counted) perApprover.set(by, (perApprover.get(by) ?? 0) + 1);
  const times = counted.map((d) => d.at.getTime());
  const checks = answers.filter(inWindow);
  return {
    since,
    decisions: counted.length,
    acceptedUnedited: counted.filter((d) => d.outcome === 'accepted' && !d.undone).length,
    approvers: perApprover.size,
    mostOfOne: Math.max(0, ...perApprover.values()),
    weeks: times.length === 0 ? 0 : Math.floor((Math.max(...times) - Math.min(...times)) / WEEK),
    checks: { caught: checks.filter((c) => c.caught).length, missed: checks.filter((c) => !c.caught).length },
    uncounted: {
      notByPerson: own.length - byPeople.length,
      unopened: byPeople.length - opened.length,
      overDaily: opened.length - counted.length,
    },
  };
}

/** A proposal is decided once; should the log hold more, the first one counts. */
function onceEach(decisions: readonly LadderDecision[]): LadderDecision[] {
  const first = new Map<string, LadderDecision>();
  for (const d of decisions) {
    const known = first.get(d.actionId);
    if (!known || d.at < known.at) first.set(d.actionId, d);
  }
  return [...first.values()];
}

function drawnByDay(decisions: readonly LadderDecision[], most: number): LadderDecision[] {
  const days = new Map<string, LadderDecision[]>();
  for (const d of decisions) {
    const day = `${d.at.toISOString().slice(0, 10)} ${d.by}`;
    days.set(day, [...(days.get(day) ?? []), d]);
  }
  const draw = (d: LadderDecision): number => drawOf('counted', d.actionId);
  return [...days.values()].flatMap((day) => day.sort((a, b) => draw(a) - draw(b)).slice(0, most));
}
