import { useEffect, useState } from 'react';
import { Skeleton } from '@mantine/core';

interface Props {
  /** What is being fetched, for screen readers: `the deals`. */
  what: string;
  lines?: number;
}

/** After so long a person wonders whether anything happens at all. */
const LONG_MILLISECONDS = 8_000;

export function Loading({ what, lines = 6 }: Props) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MILLISECONDS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-live="polite" aria-label={`Loading ${what}`}>
      {long && <p className="quiet">Still waiting for {what}: what computes it is busy. It appears here by itself.</p>}
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={line === 0 ? 28 : 18} mb={12} width={`${92 - ((line * 17) % 40)}%`} />
      ))}
    </div>
  );
}
