import { UnstyledButton } from '@mantine/core';
import type { FieldValue } from '../../api/generated/types.gen';
import { Facts } from '../../pieces/Facts';
import { Mark } from '../../pieces/Mark';
import { Value, valueInWords } from '../../pieces/Value';
import { useReader } from '../../reading/ReadingContext';

interface Props {
  fields: FieldValue[];
  /** `opportunity/1C1I7A6R` */
  record: string;
}

/** Every known field of a record; a click explains where the value comes from. */
export function FieldList({ fields, record }: Props) {
  const reader = useReader();
  // An agent's structured result has a section of its own.
  const plain = fields.filter((field) => !field.agent || typeof field.value !== 'object' || field.value === null);
  const known = plain.filter((field) => valueInWords(field.value) !== 'not known');
  const missing = fields.filter((field) => !field.agent && valueInWords(field.value) === 'not known');
  return (
    <>
      <Facts
        facts={known.map((field) => ({
          label: field.label,
          value: (
            <UnstyledButton
              fz="inherit"
              ta="right"
              title="Where does this come from?"
              onClick={() => reader.openExplanation(`${record}#${field.field}`)}
            >
              <Value of={field.value} name={field.field} /> {field.agent && <Mark tone="accent">agent</Mark>}
            </UnstyledButton>
          ),
        }))}
      />
      {missing.length > 0 && (
        <p className="quiet small" style={{ marginTop: 8 }}>
          Not known: {missing.map((field) => field.label.toLowerCase()).join(', ')}.
        </p>
      )}
    </>
  );
}
