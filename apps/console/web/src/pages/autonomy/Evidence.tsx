import type { Rung } from '../../api/generated/types.gen';
import { counted, decimal } from '../../format/number';
import { dateOf } from '../../format/when';

/** What speaks for an action: counts of its decisions, and the bound that is held against the bar. */
export function Evidence({ rung: { evidence: e, bound, bar, alone, signed } }: { rung: Rung }) {
  if (!e) return <>–</>;
  const { notByPerson, unopened, overDaily } = e.uncounted;
  const left = notByPerson + unopened + overDaily;
  return (
    <>
      {e.acceptedUnedited === null
        ? counted(e.decisions, 'decision')
        : `${e.acceptedUnedited} of ${counted(e.decisions, 'decision')} accepted unedited; lower bound ${decimal(bound, 3)}`}
      , bar {decimal(bar, 2)}
      <br />
      <span className="quiet">
        {counted(e.approvers, 'approver')}, {counted(e.weeks, 'week')}, {e.knownBadCaught} of {e.knownBadNeeded}{' '}
        known-bad caught
        {e.since && `, since ${dateOf(e.since)}`}
        {left > 0 && `; ${left} not counted`}
      </span>
      {signed && (
        <>
          <br />
          Alone: {alone.executed} done, {alone.undone} undone
        </>
      )}
    </>
  );
}
