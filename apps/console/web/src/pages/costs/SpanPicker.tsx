import { SegmentedControl, TextInput } from '@mantine/core';
import { daysUpTo, realToday, type Span } from './useSpan';

const SPANS = [7, 30, 90];

interface Props {
  span: Span;
  onChange: (span: Span) => void;
}

/** The last days up to today, or any others. */
export function SpanPicker({ span, onChange }: Props) {
  const today = realToday();
  const chosen = SPANS.find((days) => span.to === today && daysUpTo(today, days).from === span.from);
  const input = (name: keyof Span, label: string) => (
    <TextInput
      size="xs"
      type="date"
      aria-label={label}
      max={today}
      value={span[name]}
      onChange={({ currentTarget: { value } }) => {
        if (value === '') return;
        const next = { ...span, [name]: value };
        // The other end goes along rather than leaving a span without a day.
        onChange(next.from <= next.to ? next : { from: value, to: value });
      }}
    />
  );
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="Span"
        value={chosen === undefined ? '' : String(chosen)}
        onChange={(days) => onChange(daysUpTo(today, Number(days)))}
        data={SPANS.map((days) => ({ value: String(days), label: `${days} days` }))}
      />
      {input('from', 'First day')}
      {input('to', 'Last day')}
    </>
  );
}
