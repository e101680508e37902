/** `next` – handle it. `duplicate` – it was handled, drop it. `gap` – something before it has not come yet. */
export type Turn = 'next' | 'duplicate' | 'gap';

/**
 * Whether an event is the next of its source and key. Keep `last` per source and key, in the transaction of what you
 * make of the event: then everything takes effect once, whatever is delivered again.
 * @param last sequence handled last for that source and key; 0 when there was none
 */
export function turnOf(last: number, sequence: number): Turn {
  if (sequence <= last) return 'duplicate';
  return sequence === last + 1 ? 'next' : 'gap';
}
