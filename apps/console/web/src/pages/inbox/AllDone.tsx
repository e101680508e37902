import { Link } from 'react-router';
import { counted } from '../../format/number';
import { Notice } from '../../pieces/Notice';

export function AllDone({ waiting }: { waiting: number }) {
  return (
    <Notice title="That is all for today" action={<Link to="/deals?lane=needs-me">Look at your deals</Link>}>
      {waiting > 0
        ? `${counted(waiting, 'proposal waits', 'proposals wait')} in the docket. They come in daily waves, the most valuable first, never more than you can decide well.`
        : 'No agent has anything to ask of you. New proposals appear here by themselves.'}
    </Notice>
  );
}
