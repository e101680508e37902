import { NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import type { Change } from '../../api/generated/types.gen';
import { isDocument } from './documentModel';

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
            label={field}
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
        {content.blocks.map((block, at) =>
          block.text === undefined ? null : (
            <Textarea
              key={at}
              autosize
              aria-label={`${block.kind} ${at + 1}`}
              value={block.text}
              onChange={(event) => {
                const text = event.currentTarget.value;
                onChange({
                  ...change,
                  content: {
                    ...content,
                    blocks: content.blocks.map((other, index) => (index === at ? { ...other, text } : other)),
                  },
                });
              }}
            />
          ),
        )}
      </Stack>
    );
  }
  return <p className="quiet">This change can be approved or rejected as a whole; it cannot be edited here.</p>;
}
