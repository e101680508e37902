import { useEffect, useState } from 'react';
import { Button, Group, Modal, Textarea } from '@mantine/core';

interface Props {
  open: boolean;
  title: string;
  note: string;
  action: string;
  busy: boolean;
  /** In characters, where the API takes no more. */
  maxLength?: number;
  onClose: () => void;
  onReason: (reason: string) => void;
}

/** Asks for the reason that a rejection or an undo carries. Enter sends it. */
export function ReasonDialog({ open, title, note, action, busy, maxLength, onClose, onReason }: Props) {
  const [reason, setReason] = useState('');
  useEffect(() => {
    if (open) setReason('');
  }, [open]);
  const send = () => reason.trim() && onReason(reason.trim());
  return (
    <Modal opened={open} onClose={onClose} title={title} size="md" transitionProps={{ duration: 100 }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <p className="quiet" style={{ marginBottom: 10 }}>
          {note}
        </p>
        <Textarea
          label="Reason"
          data-autofocus
          autosize
          minRows={2}
          maxLength={maxLength}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return;
            event.preventDefault();
            send();
          }}
        />
        <Group mt="md" gap="xs">
          <Button type="submit" size="sm" loading={busy} disabled={reason.trim() === ''}>
            {action}
          </Button>
          <Button size="sm" variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
