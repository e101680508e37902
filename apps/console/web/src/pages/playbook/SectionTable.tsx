import { Link } from 'react-router';
import { counted } from '../../format/number';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import { playbookLink } from '../../reading/passage';
import { ActionState } from './ActionState';
import { WHOSE, type Chapter } from './chapters';

/** The sections of a chapter: whose words each is, and whether an action follows it now. */
export function SectionTable({ chapter: { title, sections } }: { chapter: Chapter }) {
  const own = sections.filter(({ whose }) => whose !== 'firm').length;
  const note = `${counted(sections.length, 'section')}, ${
    own === 0 ? 'all of them the firm’s alone' : `the company has its own in ${own}`
  }.`;
  return (
    <Section title={title} note={note} flush>
      <SimpleTable
        caption={title}
        stacked
        rows={sections}
        rowKey={({ id }) => id}
        columns={[
          {
            head: 'Section',
            cell: ({ id, title: name }) => (
              <>
                <Link to={playbookLink(id)}>{name}</Link> <span className="quiet small">{id}</span>
              </>
            ),
          },
          {
            head: 'Whose',
            cell: ({ whose }) => (whose === 'firm' ? WHOSE.firm : <strong>{WHOSE[whose]}</strong>),
          },
          { head: 'Followed by', cell: ({ action }) => <ActionState action={action} /> },
          { head: 'Version', cell: ({ version }) => <code>{version}</code>, tight: true },
        ]}
      />
    </Section>
  );
}
