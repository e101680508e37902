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
        stacked
        rows={policy.table}
        rowKey={(row) => row.effect}
        columns={[
          { head: 'Effect', cell: (row) => <Effect of={row.effect} /> },
          { head: 'T1 / T2 / T3', cell: (row) => row.ceilings, tight: true },
          { head: 'Decides', cell: (row) => roleInWords(row.approver) },
          { head: 'Within', cell: (row) => within(row) },
          { head: 'Stricter by', cell: (row) => row.refinements.join(', ') || <span className="quiet">nothing</span> },
        ]}
      />
    </Section>
  );
}

function within({ expiresInBusinessDays: days, escalateTo }: Row): string {
  const time = days === 1 ? '1 business day' : `${days} business days`;
  return escalateTo === null ? time : `${time}, escalates to ${roleInWords(escalateTo)}`;
}

/** What agents do in each class, as ACTIONS and the catalogue have it. */
const EFFECTS: Readonly<Record<string, string>> = {
  insight: 'read, report, score: in fields of the agents',
  log: 'log an activity, fill an empty fact',
  overwrite: 'change a value a person wrote',
  stage: 'move a deal, never to won or lost',
  commit: 'amount, close date, owner, tier, new or merged records',
  task: 'a task for our own people',
  message: 'anything a customer sees or hears',
  terms: 'price, proposal, contract',
};

function Effect({ of }: { of: string }) {
  return (
    <>
      <strong>{of}</strong> <span className="quiet small">{EFFECTS[of]}</span>
    </>
  );
}
