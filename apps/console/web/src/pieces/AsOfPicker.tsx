import { TextInput } from '@mantine/core';
import { useToday } from '../layout/SessionContext';

interface Props {
  value: string | undefined;
  onChange: (day: string | null) => void;
}

/** The day the numbers are of: nothing that happened later is in them. */
export function AsOfPicker({ value, onChange }: Props) {
  const today = useToday();
  return (
    <TextInput
      size="xs"
      type="date"
      aria-label="As of"
      leftSection={<span style={{ fontSize: 11, paddingLeft: 12, whiteSpace: 'nowrap' }}>as of</span>}
      leftSectionWidth={50}
      max={today}
      value={value ?? today}
      onChange={(event) => {
        const day = event.currentTarget.value;
        onChange(day === '' || day === today ? null : day);
      }}
    />
  );
}
