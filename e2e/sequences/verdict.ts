import type { OwnerDatabase } from '../harness';
import type { Act, Ground } from './acts';

/** A proposal about the deal as the docket ended it. */
interface Proposed {
  actionId: string;
  state: string;
  digest: string;
}

interface Logged {
  source: 'gate' | 'decision' | 'execution';
  type: string;
  at: Date;
  data: Record<string, unknown>;
}

/** What became of one sequence. */
export interface Verdict {
  proposals: Proposed[];
  executions: number;
  /** Everything that should not be possible, each with the action. */
  problems: string[];
}

const OPEN = ['proposed', 'queued', 'admitted', 'open', 'approved'];
/** A permit is good for so long. */
const PERMIT_MILLISECONDS = 30_000;
/** Promised of the kill switch. */
const STOP_MILLISECONDS = 5_000;
/** How far the records that orchestrator decides by may be behind the CRM. */
const MIRROR_MILLISECONDS = 5_000;

/** Whether nothing about the deal is asked or on its way any more, and something was. */
export async function hasEnded(database: OwnerDatabase, deal: string): Promise<boolean> {
  const proposals = await proposalsOf(database, deal);
  return proposals.length > 0 && proposals.every(({ state }) => !OPEN.includes(state));
}

async function proposalsOf(database: OwnerDatabase, deal: string): Promise<Proposed[]> {
  return database.query<Proposed>(
    `select action_id as "actionId", state, digest from orchestrator.docket
     where subject = $1 and lane = 'person' order by proposed_at`,
    [`opportunity/${deal}`],
  );
}

/**
 * Holds what the logs say about a sequence's proposals against what was acknowledged meanwhile, by rules of its own:
 * the code that gave the permits is not asked.
 */
export async function judge(database: OwnerDatabase, ground: Ground, acts: readonly Act[]): Promise<Verdict> {
  const proposals = await proposalsOf(database, ground.deal);
  const verdict: Verdict = { proposals, executions: 0, problems: [] };
  if (proposals.length === 0) verdict.problems.push(`${ground.deal}: nothing was proposed`);
  for (const proposal of proposals) {
    const log = await logOf(database, proposal.actionId);
    const [task] = await database.query<{ n: number }>(
      'select count(*)::int as n from crm.task where created_by = $1',
      [proposal.actionId],
    );
    const started = log.filter((e) => e.type === 'ExecutionStarted');
    verdict.executions += started.length;
    const found = [
      ...ends(proposal, log, task?.n ?? 0),
      ...started.flatMap((start) => objections(proposal, log, start, ground, acts)),
    ];
    verdict.problems.push(...found.map((problem) => `${proposal.actionId}: ${problem}`));
  }
  return verdict;
}

async function logOf(database: OwnerDatabase, actionId: string): Promise<Logged[]> {
  return database.query<Logged>(
    `select source, type, recorded_at as at, data from (
       select 'gate' as source, position, type, recorded_at, data from orchestrator.event where stream = $1
       union all
       select 'decision', position, type, recorded_at, data from orchestrator.event
         where stream like 'decision/%' and data ->> 'actionId' = $1
       union all
       select 'execution', position, type, recorded_at, data from gateway.event where stream = 'execution-' || $1
     ) e order by recorded_at, source, position`,
    [actionId],
  );
}

/** One final state, executed at most once, and the state that the log says. */
function ends({ state }: Proposed, log: readonly Logged[], tasks: number): string[] {
  const n = (type: string): number => log.filter((e) => e.type === type).length;
  const closed = n('ActionWithdrawn') + n('ActionRejected') + n('ActionExpired');
  const outcomes = n('ActionExecuted') + n('ActionFailed');
  const executed = n('ActionExecuted');
  return [
    OPEN.includes(state) && `it ended as ${state}, which is no end`,
    closed + outcomes > 1 && `it ended ${closed + outcomes} times`,
    n('ExecutionStarted') > 1 && `it was started ${n('ExecutionStarted')} times`,
    tasks !== executed && `${tasks} tasks in the CRM after ${executed} executions`,
    (state === 'executed') !== (executed === 1) && `it is ${state} after ${executed} executions`,
  ].filter((each) => each !== false);
}

/** Everything that speaks against one execution. */
function objections(
  { digest }: Proposed,
  log: readonly Logged[],
  start: Logged,
  ground: Ground,
  acts: readonly Act[],
): string[] {
  const at = start.at.getTime();
  const permit = log.find((e) => e.type === 'PermitIssued' && e.data['permitId'] === start.data['permitId']);
  const approvals = log.filter((e) => e.type === 'ActionApproved');
  const approval = approvals[0];
  const decision = log.find(
    (e) => e.type === 'DecisionRecorded' && e.data['decisionId'] === approval?.data['decisionId'],
  );
  if (!permit) return ['it started without a permit of the log'];
  if (!approval || !decision) return ['nobody approved it'];
  const permitted = permit.at.getTime();
  const tier = last(acts, 'set the tier', at);
  const stop = last(acts, 'stop the account', at - STOP_MILLISECONDS);
  const wentOn = acts.some(
    (a) => a.what === 'let the account go on' && stop && a.askedAt >= stop.askedAt && a.askedAt < at,
  );
  const owners = acts
    .filter((a) => a.what === 'give the deal to somebody else' && a.askedAt < permitted)
    .map((a) => a.to);
  const by = String(decision.data['by']);
  const roles = (decision.data['roles'] as string[] | undefined) ?? [];
  const decided = decision.at.getTime();
  const changed = acts.find(
    (a) =>
      (a.what === 'edit the deal' || a.what === 'give the deal to somebody else') &&
      a.askedAt > decided &&
      a.answeredAt < permitted - MIRROR_MILLISECONDS,
  );
  const closedBefore = log.find(
    (e) => ['ActionWithdrawn', 'ActionRejected', 'ActionExpired'].includes(e.type) && e.at.getTime() < permitted,
  );
  return [
    at - permitted > PERMIT_MILLISECONDS && 'its permit was stale',
    approvals.length > 1 && `it was approved ${approvals.length} times`,
    decision.data['decision'] !== 'approve' && 'its decision was no',
    [approval, permit, start, decision].some((e) => e.data['digest'] !== digest) && 'another payload than proposed',
    tier?.to === 'T1' &&
      !acts.some((a) => a.what === 'set the tier' && a.askedAt >= tier.askedAt && a !== tier && a.askedAt < at) &&
      'its account was T1',
    stop !== undefined && !wentOn && 'its account was stopped',
    !owners.includes(by) && by !== 'mara-manager' && !roles.includes('operations_vp') && `${by} may not decide it`,
    changed !== undefined && 'the deal had changed since the decision',
    closedBefore !== undefined && `${closedBefore.type} was written before its permit`,
  ].filter((each) => each !== false);
}

/** The last act of a kind that was answered before a time. */
function last(acts: readonly Act[], what: Act['what'], before: number): Act | undefined {
  return acts.filter((a) => a.what === what && a.answeredAt < before).at(-1);
}
