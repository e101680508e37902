import { Link } from 'react-router';
import { Notice } from '../pieces/Notice';

export function Missing() {
  return (
    <Notice title="There is no such page" action={<Link to="/">Go to the start</Link>}>
      The address may be mistyped, or the page has moved.
    </Notice>
  );
}
