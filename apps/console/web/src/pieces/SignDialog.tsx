import type { ReactNode } from 'react';
import { Button, Group, Modal } from '@mantine/core';

interface Props {
  open: boolean;
  title: string;
  busy: boolean;
  onClose: () => void;
  onSign: () => void;
  /** What the signature does, in paragraphs. */
  children: ReactNode;
}

/** Says once more what a signature does before it is given. */
export function SignDialog({ open, title, busy, onClose, onSign, children }: Props) {
  return (
    <Modal opened={open} onClose={onClose} title={title} transitionProps={{ duration: 100 }}>
      {children}
      <Group mt="md" gap="xs">
        <Button size="sm" loading={busy} onClick={onSign} data-autofocus>
          Sign
        </Button>
        <Button size="sm" variant="default" onClick={onClose}>
          Not yet
        </Button>
      </Group>
    </Modal>
  );
}
