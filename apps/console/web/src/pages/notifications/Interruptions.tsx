import { Button, Group, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Interruptions as Choice } from '../../api/generated/types.gen';

interface Props {
  known: Choice;
  busy: boolean;
  problem: Error | null;
  choose: (choice: Choice) => void;
}

const WHAT =
  'A hot inbound, a customer’s escalation, or a decision on a deal that closes this week. Each once, on business days within these hours.';

/** Whether, and in which hours, the person may be interrupted outside the batch of the morning. */
export function Interruptions({ known, busy, problem, choose }: Props) {
  const [hours, setHours] = useState(known);
  const change = (part: Partial<Choice>) => setHours((before) => ({ ...before, ...part }));
  return (
    <>
      <Switch
        mt="sm"
        label="Interrupt me for what does not wait for the morning"
        description={WHAT}
        checked={known.wanted}
        disabled={busy}
        onChange={(event) => choose({ ...known, wanted: event.currentTarget.checked })}
      />
      {known.wanted && (
        <Group mt="sm" align="end">
          <TextInput
            label="From"
            type="time"
            value={hours.from}
            onChange={(event) => change({ from: event.currentTarget.value })}
          />
          <TextInput
            label="Until"
            type="time"
            value={hours.until}
            onChange={(event) => change({ until: event.currentTarget.value })}
          />
          <TextInput
            label="Time zone"
            placeholder="the company’s"
            value={hours.timeZone ?? ''}
            onChange={(event) => change({ timeZone: event.currentTarget.value.trim() || null })}
          />
          <Button variant="default" disabled={busy} onClick={() => choose(hours)}>
            Keep these hours
          </Button>
        </Group>
      )}
      {problem && <p role="alert">{problem.message}</p>}
    </>
  );
}
