import { Fragment } from 'react';

/** A sentence with its numbers set in bold, so that the eye finds them. */
export function Figures({ sentence }: { sentence: string }) {
  // A year or the number of a month is a name, not a measure.
  const name = (at: number) =>
    /^(19|20)\d\d$/.test(parts[at] ?? '') || /(month|quarter|stage|Q)\s?$/i.test(parts[at - 1] ?? '');
  const parts = sentence.split(/([$€£]?\d[\d,.]*\d(?:\s?%)?|[$€£]?\d(?:\s?%)?)/g);
  return (
    <>
      {parts.map((part, at) =>
        at % 2 === 1 && !name(at) ? <strong key={at}>{part}</strong> : <Fragment key={at}>{part}</Fragment>,
      )}
    </>
  );
}
