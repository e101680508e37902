import { Link } from 'react-router';
import { PageHeader } from '../pieces/PageHeader';
import { Notice } from '../pieces/Notice';

export function Missing() {
  return (
    <>
      <PageHeader title="There is no such page" />
      <Notice title="Nothing is at this address" action={<Link to="/">Go to the start</Link>}>
        It may be mistyped, or the page has moved.
      </Notice>
    </>
  );
}
