import { useQuery } from '@tanstack/react-query';
import { Navigate } from 'react-router';
import { queries } from '../api/queries';
import { useSession } from '../layout/SessionContext';
import { Loaded } from '../pieces/Loaded';

/** Where one starts: a rep at what waits, everybody else at the X-ray; with nothing imported, at the import. */
export function Landing() {
  const session = useSession();
  const status = useQuery(queries.status());
  return (
    <Loaded query={status} what="the state of the system" lines={3}>
      {(found) => {
        const empty = (found.records['opportunity'] ?? 0) === 0 && found.import?.state !== 'running';
        if (empty && session.can.import) return <Navigate to="/import" replace />;
        return <Navigate to={session.can.seeEverything ? '/xray' : '/inbox'} replace />;
      }}
    </Loaded>
  );
}
