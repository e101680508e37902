/** With a full stop at its end, unless the words a person gave end with one already. */
export function withFullStop(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
