import { Link } from 'react-router';
import type { DealRow, TimelineEntry } from '../../api/generated/types.gen';

/** The deal that an entry of an account's history is about, by name; nothing for the account's own. */
export function DealOf({ entry, deals }: { entry: TimelineEntry; deals: DealRow[] }) {
  const deal = deals.find(({ id }) => entry.subject === `opportunity/${id}`);
  if (!deal) return null;
  return (
    <>
      <Link to={`/deals/${encodeURIComponent(deal.id)}`}>{deal.name}</Link>:{' '}
    </>
  );
}
