import { instantOf } from '../format/when';
import { scopeInWords } from './scopeInWords';
import { useKillSwitch, useNameOf } from './useKillSwitch';
import classes from './Stopping.module.css';

const WHAT: Record<string, string> = { all: 'All agents are stopped', account: 'Agents are stopped for this account' };

/** Says which of these scopes is stopped, since when, by whom and why; nothing when none is. */
export function Stopped({ scopes }: { scopes: readonly string[] }) {
  const stopped = useKillSwitch().data?.scopes.filter((each) => each.stopped && scopes.includes(each.scope)) ?? [];
  const nameOf = useNameOf();
  return stopped.map(({ scope, changedAt, by, reason }) => (
    <div key={scope} role="status" className={classes.stopped}>
      <strong>{WHAT[scope.split('/')[0] ?? ''] ?? `Stopped: ${scopeInWords(scope)}`}.</strong> Since{' '}
      {instantOf(changedAt)} by {nameOf(by)}: “{reason}”. What is approved meanwhile waits.
    </div>
  ));
}
