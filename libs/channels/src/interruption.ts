/** Something that does not wait for the batch of the morning, as a channel tells it to one person. */
export interface Interruption {
  headline: string;
  /** Account and deal, where the person sees them. */
  about: string | null;
  /** Where the console shows it. */
  url: string;
}

const HEADLINES: Readonly<Record<string, string>> = {
  'hot-inbound': 'A lead got in touch and waits for an answer',
  'case-escalated': 'A customer has escalated a case',
  'closing-this-week': 'A decision on a deal that closes this week',
};

/** Of a kind that is newer than this, only that it does not wait. */
export const interruptionHeadline = (kind: string): string =>
  HEADLINES[kind] ?? 'Something that does not wait for the morning';
