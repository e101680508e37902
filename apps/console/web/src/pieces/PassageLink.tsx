import { Anchor } from '@mantine/core';
import type { Passage } from '../api/generated/types.gen';
import { useReader } from '../reading/ReadingContext';

/** A citation that opens the passage beside the page. */
export function PassageLink({ passage, onOpen }: { passage: Passage; onOpen?: () => void }) {
  const reader = useReader();
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      ta="left"
      title={passage.id}
      onClick={() => {
        onOpen?.();
        reader.openPassage(passage);
      }}
    >
      {passage.title}
    </Anchor>
  );
}
