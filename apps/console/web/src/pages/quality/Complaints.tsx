import type { TypeQuality } from '../../api/generated/types.gen';
import { count, decimal } from '../../format/number';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import { complaintInWords, PARTS, recordsInWords, typeInWords } from './words';
import classes from './Quality.module.css';

interface Props {
  of: TypeQuality;
  open: string | undefined;
  onOpen: (rule: string) => void;
}

/** What pulls one type down, dearest first; each opens the records it is about. */
export function Complaints({ of, open, onOpen }: Props) {
  const rows = PARTS.flatMap(({ part, head }) => (of[part]?.list ?? []).map((entry) => ({ ...entry, head }))).sort(
    (a, b) => b.costs - a.costs || b.count - a.count,
  );
  return (
    <Section
      title={`What pulls ${recordsInWords(of.type)} down`}
      note={rows.length > 0 && `${decimal(100 - of.score)} of 100 points are lost.`}
      flush={rows.length > 0}
    >
      {rows.length === 0 ? (
        <p className="quiet">Nothing: {typeInWords(of.type).toLowerCase()} are as agents need them.</p>
      ) : (
        <SimpleTable
          caption={`What pulls ${recordsInWords(of.type)} down`}
          stacked
          rows={rows}
          rowKey={({ rule }) => rule}
          columns={[
            {
              head: 'What',
              cell: ({ rule, what, field }) =>
                rule === 'distinct:twice' ? (
                  <a href="#duplicates">{complaintInWords(what, field)}</a>
                ) : (
                  <button
                    type="button"
                    className={classes.choice}
                    aria-expanded={open === rule}
                    onClick={() => onOpen(rule)}
                  >
                    {complaintInWords(what, field)}
                  </button>
                ),
            },
            { head: 'Part', cell: ({ head }) => head },
            { head: typeInWords(of.type), cell: (row) => count(row.count), number: true },
            { head: 'Costs, points', cell: ({ costs }) => (costs < 0.05 ? '< 0.1' : decimal(costs)), number: true },
          ]}
        />
      )}
    </Section>
  );
}
