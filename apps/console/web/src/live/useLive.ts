import { useEffect, useState } from 'react';
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import type { StreamEvent } from '../api/generated/types.gen';

export type Connection = 'connecting' | 'live' | 'lost';

const EVERYTHING: QueryKey[] = [
  ['deals'],
  ['deal'],
  ['accounts'],
  ['account'],
  ['inbox'],
  ['approvals'],
  ['approval'],
  ['people'],
];

/** Which of the things on screen a live event makes out of date. */
function outdatedBy(event: StreamEvent): QueryKey[] {
  const keys: QueryKey[] = [];
  if (event.many) keys.push(...EVERYTHING);
  if (event.deals.length > 0) keys.push(['deals'], ...event.deals.map((id) => ['deal', id]));
  if (event.accounts.length > 0) keys.push(['accounts'], ...event.accounts.map((id) => ['account', id]));
  if (event.approvals.length > 0) {
    keys.push(['inbox'], ['session'], ['approvals'], ['actions'], ...event.approvals.map((id) => ['approval', id]));
  }
  if (event.import) keys.push(['import'], ['status'], ['tiering'], ['session'], ['quality']);
  if (event.numbers) keys.push(['numbers']);
  return keys;
}

/** Keeps what is on screen true: refetches what the server says has changed, gathered over half a second. */
export function useLive(): Connection {
  const cache = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');

  useEffect(() => {
    const waiting = new Map<string, QueryKey>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      for (const queryKey of waiting.values()) void cache.invalidateQueries({ queryKey });
      waiting.clear();
    };
    const stream = new EventSource('/api/stream');
    stream.onopen = () => {
      setConnection((was) => {
        // What happened while the line was down was not heard.
        if (was === 'lost') void cache.invalidateQueries();
        return 'live';
      });
    };
    stream.onerror = () => setConnection('lost');
    stream.addEventListener('changed', (message: MessageEvent<string>) => {
      for (const key of outdatedBy(JSON.parse(message.data) as StreamEvent)) waiting.set(JSON.stringify(key), key);
      timer ??= setTimeout(flush, 500);
    });
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [cache]);

  return connection;
}
