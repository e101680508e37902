import { Fragment } from 'react';
import { withDates } from '../format/when';

const NUMBER = /([$€£]?\d[\d,.]*\d(?:\s?%)?|[$€£]?\d(?:\s?%)?)/g;

/** A year, a day of a month or the number of a month or quarter is a name, not a measure. */
function isName(number: string, before: string, after: string): boolean {
  return (
    /^(19|20)\d\d$/.test(number) ||
    /(month|quarter|stage|Q)\s?$/i.test(before) ||
    /^ (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/.test(after)
  );
}

/** A sentence with its numbers set in bold, so that the eye finds them, and its dates in words. */
export function Figures({ sentence }: { sentence: string }) {
  const parts = withDates(sentence).split(NUMBER);
  return (
    <>
      {parts.map((part, at) =>
        at % 2 === 1 && !isName(part, parts[at - 1] ?? '', parts[at + 1] ?? '') ? (
          <strong key={at}>{part}</strong>
        ) : (
          <Fragment key={at}>{part}</Fragment>
        ),
      )}
    </>
  );
}
