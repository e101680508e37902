import { Link } from 'react-router';
import type { DealsBehindLink } from '../api/generated/types.gen';
import { count } from '../format/number';

/** `Open the 1,291 deals`: the way from a number to what it stands on. */
export function BehindLink({ link, words }: { link: DealsBehindLink; words?: string }) {
  const query = link.href.includes('?') ? link.href.slice(link.href.indexOf('?')) : '';
  return (
    <Link to={`/behind${query}`} title={link.predicate}>
      {words ?? (link.count === 1 ? 'Open the deal' : `Open the ${count(link.count)} deals`)}
    </Link>
  );
}
