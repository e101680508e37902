import { Link } from 'react-router';
import { counted } from '../../format/number';
import { useSession } from '../../layout/SessionContext';
import { Notice } from '../../pieces/Notice';

export function AllDone({ waiting }: { waiting: number }) {
  const { can } = useSession();
  if (!can.decide)
    return (
      <Notice
        title="You decide nothing here"
        action={<Link to="/actions">What agents proposed, action by action</Link>}
      >
        Your role reads. {counted(waiting, 'proposal waits', 'proposals wait')} in the docket for other people.
      </Notice>
    );
  return (
    <Notice title="That is all for today" action={<Link to="/deals?lane=needs-me">Look at your deals</Link>}>
      {waiting > 0
        ? `${counted(waiting, 'proposal waits', 'proposals wait')} in the docket. They come in daily waves, the most valuable first, never more than you can decide well.`
        : 'No agent has anything to ask of you. New proposals appear here by themselves.'}
    </Notice>
  );
}
