import { Skeleton } from '@mantine/core';

interface Props {
  /** What is being fetched, for screen readers: `the deals`. */
  what: string;
  lines?: number;
}

export function Loading({ what, lines = 6 }: Props) {
  return (
    <div role="status" aria-live="polite" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={line === 0 ? 28 : 18} mb={12} width={`${92 - ((line * 17) % 40)}%`} />
      ))}
    </div>
  );
}
