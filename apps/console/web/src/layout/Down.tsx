import { useStatus } from './useStatus';
import classes from './Down.module.css';

/** What is away, and what to do about it, over whatever page is open. */
export function Down() {
  const status = useStatus();
  if (status.isError) {
    return (
      <div role="alert" className={classes.down}>
        <strong>The console does not answer.</strong> {status.error.message}
      </div>
    );
  }
  const away = status.data?.services.filter(({ state }) => state === 'down' || state === 'starting') ?? [];
  if (away.length === 0) return null;
  return (
    <div role="alert" className={classes.down}>
      <strong>
        {away.map(({ service, state }) => `${service} ${state === 'down' ? 'is down' : 'is starting'}`).join(', ')}.
      </strong>{' '}
      Pages that need it cannot load until it is back.{' '}
      {away
        .map(({ detail }) => detail)
        .filter(Boolean)
        .join(' ')}
    </div>
  );
}
