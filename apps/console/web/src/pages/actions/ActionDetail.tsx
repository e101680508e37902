import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { queries } from '../../api/queries';
import { dateOf } from '../../format/when';
import { Loaded } from '../../pieces/Loaded';
import { PassageLink } from '../../pieces/PassageLink';
import { SimpleTable } from '../../pieces/SimpleTable';
import { StateMark } from '../../pieces/StateMark';
import classes from './Actions.module.css';

/** An action's rules as the playbook holds them, its passages, and what it proposed lately. */
export function ActionDetail({ id }: { id: string }) {
  const action = useQuery(queries.action(id));
  return (
    <div className={classes.detail}>
      <Loaded query={action} what="the action" lines={4}>
        {(found) => (
          <>
            {found.passages.length > 0 && (
              <p>
                Cited:{' '}
                {found.passages.map((passage, at) => (
                  <span key={passage.id}>
                    {at > 0 && ', '}
                    <PassageLink passage={passage} />
                  </span>
                ))}
              </p>
            )}
            {found.rules !== null && found.rules !== undefined && (
              <div>
                <h3>Rules</h3>
                <pre className={classes.rules} tabIndex={0}>
                  {JSON.stringify(found.rules, null, 2)}
                </pre>
              </div>
            )}
            {found.recent.length > 0 && (
              <SimpleTable
                caption="Recent proposals"
                rows={found.recent}
                rowKey={(row) => row.actionId}
                columns={[
                  {
                    head: 'Recent',
                    cell: (row) => <Link to={`/inbox/${encodeURIComponent(row.actionId)}`}>{row.title}</Link>,
                  },
                  { head: 'For', cell: (row) => row.owner?.name ?? '–' },
                  { head: 'Proposed', cell: (row) => dateOf(row.proposedAt) },
                  { head: 'State', cell: (row) => <StateMark state={row.state} /> },
                ]}
              />
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}
