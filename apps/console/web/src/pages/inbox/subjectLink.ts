/** The page of a record, where there is one. */
export function subjectLink(subject: { type: string; id: string }): string | null {
  if (subject.type === 'opportunity') return `/deals/${encodeURIComponent(subject.id)}`;
  if (subject.type === 'account') return `/accounts/${encodeURIComponent(subject.id)}`;
  return null;
}

/** The same from a citation such as `opportunity/1C1I7A6R#engagedAt`. */
export function sourceLink(source: string): string | null {
  const match = /^(\w+)\/([^#]+)/.exec(source);
  return match?.[1] && match[2] ? subjectLink({ type: match[1], id: match[2] }) : null;
}
