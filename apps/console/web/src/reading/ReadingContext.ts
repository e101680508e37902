import { createContext, useContext } from 'react';
import type { Passage } from '../api/generated/types.gen';

export interface Reader {
  openPassage(passage: Passage): void;
  /** `opportunity/ID#amount`, `opportunity/ID`, or an action id. */
  openExplanation(id: string): void;
  close(): void;
}

export const ReadingContext = createContext<Reader | null>(null);

export function useReader(): Reader {
  const reader = useContext(ReadingContext);
  if (!reader) throw new Error('useReader is only for pages inside <Reading>');
  return reader;
}
