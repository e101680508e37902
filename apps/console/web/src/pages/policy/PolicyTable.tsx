import type { Policy } from '../../api/generated/types.gen';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import { roleInWords } from './roles';

type Row = Policy['table'][number];

/** Who decides what: one line an effect class, with the refinements that can make it stricter. */
export function PolicyTable({ policy }: { policy: Policy }) {
  return (
    <Section
      title="Who decides"
      note="P: an agent prepares, a person carries out. A: a person approves each one. M: may run alone once it has earned it. A company’s policy can make each line stricter, never looser."
      flush
    >
      <SimpleTable
        caption="Who decides what"
        rows={policy.table}
        rowKey={(row) => row.effect}
        columns={[
          { head: 'Effect', cell: (row) => row.effect, tight: true },
          { head: 'T1 / T2 / T3', cell: (row) => row.ceilings, tight: true },
          { head: 'Decides', cell: (row) => roleInWords(row.approver) },
          { head: 'Within', cell: (row) => within(row) },
          { head: 'Stricter by', cell: (row) => <Refinements row={row} policy={policy} /> },
        ]}
      />
    </Section>
  );
}

function within({ expiresInBusinessDays: days, escalateTo }: Row): string {
  const time = days === 1 ? '1 business day' : `${days} business days`;
  return escalateTo === null ? time : `${time}, escalates to ${roleInWords(escalateTo)}`;
}

function Refinements({ row, policy }: { row: Row; policy: Policy }) {
  if (row.refinements.length === 0) return <span className="quiet">nothing</span>;
  return row.refinements.map((id) => {
    const place = policy.provenance[id];
    return (
      <div key={id}>
        {id} {place && <span className="quiet small">{`${place.file}:${place.line}`}</span>}
      </div>
    );
  });
}
