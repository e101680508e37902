import { Link } from 'react-router';
import type { PlaybookAffected } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { SimpleTable } from '../../pieces/SimpleTable';
import { sourceLink } from '../inbox/subjectLink';

type Action = PlaybookAffected['actions'][number];

const KINDS = {
  new: 'new',
  gone: 'gone',
  changed: 'otherwise',
  worded: 'only worded otherwise',
  weighed: 'only weighed otherwise',
} as const satisfies Record<keyof Action['counts'], string>;

/** What an action would decide otherwise by the proposal, record by record. */
export function AffectedAction({ of }: { of: Action }) {
  const { action, off, looked, counts, subjects, leftOut, failures } = of;
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => counts[kind] > 0);
  const said = kinds.map((kind) => `${counts[kind]} ${KINDS[kind]}`).join(', ') || 'none otherwise';
  return (
    <div>
      <h3>
        {action}: of {counted(looked, 'record')} {said}
      </h3>
      {(off.before !== null || off.after !== null) && <p>{switched(off)}</p>}
      {failures && (
        <p>
          {counted(failures.count, 'record')} could not be asked about: {failures.first}
        </p>
      )}
      {subjects.length > 0 && (
        <SimpleTable
          caption={`What ${action} would decide otherwise`}
          stacked
          rows={subjects}
          rowKey={({ subject }) => subject}
          columns={[
            { head: 'Record', cell: ({ subject, label }) => <Named subject={subject} label={label} /> },
            { head: 'It is', cell: ({ change }) => KINDS[change] },
            { head: 'Now', cell: ({ before }) => before ?? <span className="quiet">nothing</span> },
            { head: 'By the proposal', cell: ({ after }) => after ?? <span className="quiet">nothing</span> },
          ]}
        />
      )}
      {leftOut > 0 && <p className="quiet">and {leftOut} more</p>}
    </div>
  );
}

function switched({ before, after }: Action['off']): string {
  if (after === null) return `It is on again; it was off: ${before}`;
  return before === null ? `It is off by it: ${after}` : `It stays off: ${after}`;
}

function Named({ subject, label }: { subject: string; label: string }) {
  const page = sourceLink(subject);
  return page ? <Link to={page}>{label}</Link> : <>{label}</>;
}
