import { useMemo, useState, type ReactNode } from 'react';
import { Drawer } from '@mantine/core';
import type { Passage } from '../api/generated/types.gen';
import { Explanation } from './Explanation';
import { PassageText } from './PassageText';
import { ReadingContext } from './ReadingContext';

type Open = { passage: Passage } | { explain: string } | null;

/** The drawer at the side where a cited passage or the explanation of a value is read, without leaving the page. */
export function Reading({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Open>(null);
  const reader = useMemo(
    () => ({
      openPassage: (passage: Passage) => setOpen({ passage }),
      openExplanation: (explain: string) => setOpen({ explain }),
      close: () => setOpen(null),
    }),
    [],
  );
  return (
    <ReadingContext.Provider value={reader}>
      {children}
      <Drawer
        opened={open !== null}
        onClose={reader.close}
        position="right"
        size="md"
        title={open && 'passage' in open ? 'From the playbook' : 'Why this is so'}
        overlayProps={{ backgroundOpacity: 0.25 }}
        transitionProps={{ duration: 120 }}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {open && 'passage' in open && <PassageText passage={open.passage} />}
        {open && 'explain' in open && <Explanation id={open.explain} />}
      </Drawer>
    </ReadingContext.Provider>
  );
}
