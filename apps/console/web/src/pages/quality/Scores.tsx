import type { TypeQuality } from '../../api/generated/types.gen';
import { count, decimal, percent } from '../../format/number';
import { SimpleTable } from '../../pieces/SimpleTable';
import { Section } from '../../pieces/Section';
import { PARTS, typeInWords } from './words';
import classes from './Quality.module.css';

interface Props {
  types: TypeQuality[];
  open: string | undefined;
  onOpen: (type: string) => void;
}

/** A score a type of record with the parts it is made of; a type opens with what pulls it down. */
export function Scores({ types, open, onOpen }: Props) {
  return (
    <Section
      title="By type of record"
      note="A score counts completeness 0.4, possible values 0.3, freshness 0.2 and distinctness 0.1; a part that a type does not have leaves its weight to the others."
      flush
    >
      <SimpleTable
        caption="Scores by type of record"
        stacked
        rows={types}
        rowKey={({ type }) => type}
        columns={[
          {
            head: 'Records',
            cell: ({ type }) => (
              <button
                type="button"
                className={classes.choice}
                aria-expanded={open === type}
                aria-label={`What pulls ${typeInWords(type).toLowerCase()} down`}
                onClick={() => onOpen(type)}
              >
                {typeInWords(type)}
              </button>
            ),
          },
          { head: 'How many', cell: ({ records }) => count(records), number: true },
          {
            head: 'Score',
            cell: ({ score }) => <span className={classes.score}>{decimal(score)}</span>,
            number: true,
          },
          ...PARTS.map(({ part, head, means }) => ({
            head,
            number: true,
            cell: (row: TypeQuality) => {
              const known = row[part];
              if (!known || known.of === 0) return <span title="not asked of these records">–</span>;
              return (
                <span title={`${means}: ${count(known.of - known.against)} of ${count(known.of)}`}>
                  {percent(known.share)}
                </span>
              );
            },
          })),
        ]}
      />
    </Section>
  );
}
