import { Fragment } from 'react';

/** A sentence with its numbers set in bold, so that the eye finds them. */
export function Figures({ sentence }: { sentence: string }) {
  const parts = sentence.split(/([$€£]?\d[\d,.]*\d(?:\s?%)?|[$€£]?\d(?:\s?%)?)/g);
  return (
    <>
      {parts.map((part, at) =>
        at % 2 === 1 ? <strong key={at}>{part}</strong> : <Fragment key={at}>{part}</Fragment>,
      )}
    </>
  );
}
