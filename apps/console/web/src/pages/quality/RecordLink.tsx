import { Link } from 'react-router';

const PAGES: Record<string, string | undefined> = { opportunity: '/deals', account: '/accounts' };

/** A record by its name, as a link to the deal or account whose page shows it. */
export function RecordLink({ label, page }: { label: string; page: string | null }) {
  const slash = page?.indexOf('/') ?? -1;
  const path = page && PAGES[page.slice(0, slash)];
  if (!path) return <>{label}</>;
  return <Link to={`${path}/${encodeURIComponent(page.slice(slash + 1))}`}>{label}</Link>;
}
