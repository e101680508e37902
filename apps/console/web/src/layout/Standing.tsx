import { dateOf } from '../format/when';
import type { Connection } from '../live/useLive';
import { useSession } from './SessionContext';
import classes from './Standing.module.css';

const WORDS: Record<Connection, string> = { connecting: 'Connecting', live: 'Live', lost: 'Reconnecting' };

/** What day it is for the company, and whether the page hears of changes. */
export function Standing({ connection }: { connection: Connection }) {
  const { clock } = useSession();
  return (
    <div className={classes.standing}>
      <span
        title={
          clock.mode === 'frozen' ? 'The newest past event of the imported files; only an import moves it.' : undefined
        }
      >
        {clock.mode === 'frozen' ? `As of ${dateOf(clock.date)}` : dateOf(clock.date)}
      </span>
      <span className={classes.line} data-connection={connection} role="status">
        {WORDS[connection]}
      </span>
    </div>
  );
}
