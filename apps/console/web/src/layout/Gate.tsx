import { useQuery } from '@tanstack/react-query';
import { Center } from '@mantine/core';
import { Outlet } from 'react-router';
import { queries } from '../api/queries';
import { Refusal } from '../api/Refusal';
import { Loading } from '../pieces/Loading';
import { Problem } from '../pieces/Problem';
import { Reading } from '../reading/Reading';
import { SessionContext } from './SessionContext';
import { SignedOut } from './SignedOut';

/** Nothing below is shown to somebody who is not signed in. The server checks again on each request. */
export function Gate() {
  const session = useQuery(queries.session());
  if (session.data) {
    return (
      <SessionContext.Provider value={session.data}>
        <Reading>
          <Outlet />
        </Reading>
      </SessionContext.Provider>
    );
  }
  if (session.error instanceof Refusal && session.error.status === 401) return <SignedOut />;
  return (
    <Center mih="100vh" p="md">
      <div style={{ width: 'min(480px, 100%)' }}>
        {session.isError ? (
          <Problem error={session.error} what="the console" retry={() => void session.refetch()} />
        ) : (
          <Loading what="the console" lines={3} />
        )}
      </div>
    </Center>
  );
}
