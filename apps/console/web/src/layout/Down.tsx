import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import classes from './Down.module.css';

/** Asked so often while a page is open: a person learns within seconds that what they wait for is away. */
const EVERY_MILLISECONDS = 4_000;

/** What is away, and what to do about it, over whatever page is open. */
export function Down() {
  const status = useQuery({ ...queries.status(), refetchInterval: EVERY_MILLISECONDS, staleTime: 0, retry: false });
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
