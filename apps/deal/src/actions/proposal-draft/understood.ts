/** A conversation as it was noted. */
export interface Conversation {
  /** `YYYY-MM-DD` */
  on: string;
  activityId: string;
  notes: string;
}

/** One sentence of our notes that says what the buyer told us. */
export interface Stated {
  on: string;
  activityId: string;
  sentence: string;
}

/**
 * The buyer's stated problems: sentences of noted conversations that hold one of the playbook's words, newest
 * conversation first, each once.
 */
export function statedProblems(
  conversations: readonly Conversation[],
  words: readonly string[],
  atMost: number,
): Stated[] {
  if (words.length === 0) return [];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const stated = new RegExp(String.raw`(?<!\p{L})(?:${escaped.join('|')})(?!\p{L})`, 'iu');
  const newest = conversations.toSorted((a, b) => b.on.localeCompare(a.on) || a.activityId.localeCompare(b.activityId));
  const seen = new Set<string>();
  return newest
    .flatMap(({ on, activityId, notes }) =>
      sentencesOf(notes)
        .filter((sentence) => stated.test(sentence))
        .map((sentence) => ({ on, activityId, sentence })),
    )
    .filter(({ sentence }) => !seen.has(sentence) && seen.add(sentence))
    .slice(0, atMost);
}

const sentencesOf = (notes: string): string[] =>
  notes
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
