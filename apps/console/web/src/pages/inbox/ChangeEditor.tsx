import { NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import type { Change } from '../../api/generated/types.gen';
import { fieldInWords } from '../../format/field';
import { blockName, editedBlock, isDocument, rowsAsText, type DocumentBlock } from './documentModel';

interface Props {
  change: Change;
  onChange: (change: Change) => void;
}

/** A field's value as typed text, back to the shape it had. */
function shaped(text: string, like: unknown): unknown {
  if (typeof like === 'number') return text.trim() === '' || Number.isNaN(Number(text)) ? like : Number(text);
  if (typeof like === 'boolean') return text === 'true';
  return text;
}

const NOTES: Record<string, string | undefined> = {
  bullets: 'One point a line; an empty line is left out.',
  table: 'One row a line, cells separated by |.',
};

/** A block as text to type in; null for what is not text. */
function textOf(block: DocumentBlock): string | null {
  if (block.kind === 'bullets') return (block.items ?? []).join('\n');
  if (block.kind === 'table') return rowsAsText(block);
  return block.text ?? null;
}

/** Edit, then approve: what is approved is exactly what stands here, under a digest of its own. */
export function ChangeEditor({ change, onChange }: Props) {
  if (change.kind === 'task') {
    return (
      <Stack gap="xs">
        <TextInput
          label="Title"
          data-autofocus
          value={change.title}
          onChange={(event) => onChange({ ...change, title: event.currentTarget.value })}
        />
        <Textarea
          label="What to do"
          autosize
          minRows={4}
          value={change.body}
          onChange={(event) => onChange({ ...change, body: event.currentTarget.value })}
        />
        <NumberInput
          label="Due, business days after acceptance"
          min={0}
          max={60}
          clampBehavior="none"
          error={
            change.dueInBusinessDays < 0 || change.dueInBusinessDays > 60
              ? 'A task is due 0 to 60 business days after acceptance.'
              : null
          }
          w={220}
          value={change.dueInBusinessDays}
          onChange={(days) => typeof days === 'number' && onChange({ ...change, dueInBusinessDays: days })}
        />
      </Stack>
    );
  }
  if (change.kind === 'fields' || change.kind === 'record') {
    return (
      <Stack gap="xs">
        {Object.entries(change.set).map(([field, value]) => (
          <TextInput
            key={field}
            label={fieldInWords(field)}
            value={value === null || value === undefined ? '' : String(value)}
            onChange={(event) =>
              onChange({ ...change, set: { ...change.set, [field]: shaped(event.currentTarget.value, value) } })
            }
          />
        ))}
      </Stack>
    );
  }
  if (change.kind === 'document' && isDocument(change.content)) {
    const content = change.content;
    return (
      <Stack gap="xs">
        <TextInput
          label="Title"
          value={content.title}
          onChange={(event) => onChange({ ...change, content: { ...content, title: event.currentTarget.value } })}
        />
        {content.blocks.map((block, at) => {
          const text = textOf(block);
          return text === null ? null : (
            <Textarea
              key={at}
              autosize
              label={blockName(content.blocks, at)}
              description={NOTES[block.kind] ?? (text.includes('**') ? 'Words between ** and ** are bold.' : undefined)}
              value={text}
              onChange={(event) => {
                const typed = editedBlock(block, event.currentTarget.value);
                const blocks = content.blocks.map((other, index) => (index === at ? typed : other));
                onChange({ ...change, content: { ...content, blocks } });
              }}
            />
          );
        })}
      </Stack>
    );
  }
  return <p className="quiet">This change can be approved or rejected as a whole; it cannot be edited here.</p>;
}
