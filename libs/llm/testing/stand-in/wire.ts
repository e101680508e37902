import type { Reply } from './reply';

export interface ServerEvent {
  /** Name of the event; absent where the API gives none. */
  name?: string;
  data: string;
}

/** One of the two APIs on the wire. */
export interface Wire {
  opening(body: Record<string, unknown>): ServerEvent[];
  pieces(text: string): ServerEvent[];
  /** What ends a reply. */
  closing(reply: Reply, body: Record<string, unknown>): ServerEvent[];
  /** The same as one JSON document, for a request that does not stream. */
  whole(events: ServerEvent[]): string;
}

/** About four characters a token, as in English. */
export function tokensIn(text: string): number {
  return Math.ceil(text.length / 4);
}

export function piecesOf(text: string): string[] {
  return text.match(/[\s\S]{1,24}/g) ?? [];
}
