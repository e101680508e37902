import type { OwnerDatabase, RunningStack } from '../harness';
import { patiently, sleep } from './patience';

/** How long a scope stays stopped. */
const STOPPED_MILLISECONDS = 12_000;
/** What is promised: nothing starts later than so long after the switch was set. */
const PROMISED_MILLISECONDS = 5_000;

/** How the kill switch was obeyed, by the logs alone. */
export interface Obeyed {
  /** Times somebody stopped a scope. */
  stops: number;
  /** Executions of a stopped scope in the minute before it was stopped, and in the minute after it went on. */
  around: number;
  /** Executions that started after their scope was stopped, and the longest time after it. */
  late: number;
  latestMilliseconds: number;
  /** Those later than promised, each with its scope. */
  tooLate: string[];
}

/** Somebody in operations who stops a scope every now and then, whatever else is failing, and lets it go on. */
export class Stops {
  /** Stops that were acknowledged. */
  count = 0;
  private readonly scopes: readonly string[];

  constructor(
    private readonly stack: RunningStack,
    account: string,
  ) {
    this.scopes = ['all', 'agent/qualification', 'action/deal-scoring', account];
  }

  /** Stops the n-th scope in turn. @returns what went wrong, or null */
  async stop(n: number): Promise<string | null> {
    const scope = this.scopes[n % this.scopes.length]!;
    if (!(await this.set(scope, true))) return `${scope} could not be stopped`;
    this.count += 1;
    await sleep(STOPPED_MILLISECONDS);
    return (await this.set(scope, false)) ? null : `${scope} could not be let go on`;
  }

  private set(scope: string, stopped: boolean): Promise<boolean> {
    const body = { scope, stopped, reason: 'a drill' };
    return patiently(() =>
      this.stack.api('/api/kill-switch', { method: 'POST', body }).then(
        () => true,
        () => false,
      ),
    );
  }
}

/** Holds gateway's executions against the times at which their scopes were stopped. */
export async function obedience(database: OwnerDatabase): Promise<Obeyed> {
  const rows = await database.query<{ stops: number; around: number; scope: string; stream: string; late_ms: number }>(
    `with switched as (
       select data->>'scope' as scope, (data->>'stopped')::boolean as stopped, recorded_at,
         lead(recorded_at) over (partition by data->>'scope' order by (data->>'epoch')::int) as until
       from orchestrator.event where type = 'KillSwitchSet'),
     started as (
       select e.stream, e.recorded_at, d.agent, d.action, d.account_id
       from gateway.event e join orchestrator.docket d on e.stream = 'execution-' || d.action_id
       where e.type = 'ExecutionStarted'),
     met as (
       select s.scope, x.stream, s.recorded_at as since, s.until, x.recorded_at as at
       from switched s join started x on s.stopped and s.scope in
         ('all', 'agent/' || x.agent, 'action/' || x.action, 'account/' || x.account_id))
     select (select count(*) from switched where stopped)::int as stops,
       (select count(*) from met where at between since - interval '1 minute' and since
          or at between until and until + interval '1 minute')::int as around,
       scope, stream, round(1000 * extract(epoch from at - since))::int as late_ms
     from (select 1) as one left join met on at > since and (until is null or at < until)
     order by late_ms desc nulls last`,
  );
  const late = rows.filter(({ stream }) => stream !== null);
  return {
    stops: rows[0]?.stops ?? 0,
    around: rows[0]?.around ?? 0,
    late: late.length,
    latestMilliseconds: late[0]?.late_ms ?? 0,
    tooLate: late
      .filter(({ late_ms }) => late_ms > PROMISED_MILLISECONDS)
      .map(({ scope, stream, late_ms }) => `${stream} started ${late_ms} ms after ${scope} was stopped`),
  };
}
