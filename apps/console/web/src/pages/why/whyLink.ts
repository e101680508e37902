/** Address of the page that explains a field, a record, a proposal or an event. */
export function whyLink(id: string): string {
  return `/why/${encodeURIComponent(id)}`;
}
