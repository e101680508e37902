import { Button, Group, Modal } from '@mantine/core';
import { changesInWords, type Changes } from './changes';

interface Props {
  open: boolean;
  counts: Record<string, number>;
  changes: Changes;
  busy: boolean;
  onClose: () => void;
  onSign: () => void;
}

/** Says once more what a signature does before it is given. */
export function SignDialog({ open, counts, changes, busy, onClose, onSign }: Props) {
  return (
    <Modal opened={open} onClose={onClose} title="Sign the first tiering" transitionProps={{ duration: 100 }}>
      <p>
        After it {counts['T1'] ?? 0} accounts are T1, {counts['T2'] ?? 0} T2 and {counts['T3'] ?? 0} T3.{' '}
        {changesInWords(changes)} On T2 and T3 agents may then propose messages and terms; people still approve each
        one. Your name stands under it.
      </p>
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
