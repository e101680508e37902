import type { Contact } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { dateOf } from '../../format/when';
import { Mark } from '../../pieces/Mark';
import { Prose } from '../../pieces/Prose';
import { Section } from '../../pieces/Section';
import classes from './Deal.module.css';

/** The people there, each with the messages drafted for them. */
export function Contacts({ contacts }: { contacts: Contact[] }) {
  if (contacts.length === 0) return null;
  return (
    <Section title="People there">
      <ul className={classes.plain}>
        {contacts.map((contact) => (
          <li key={contact.id}>
            <div className={classes.row}>
              <span>
                {contact.name ?? 'name erased or not visible'} <span className="quiet">{contact.title}</span>
              </span>
              {contact.role && <Mark tone="plain">{contact.role}</Mark>}
            </div>
            {contact.sequence && <Drafts sequence={contact.sequence} />}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** A drafted sequence, closed at first. */
function Drafts({ sequence }: { sequence: NonNullable<Contact['sequence']> }) {
  return (
    <details className={classes.drafts}>
      <summary>{counted(sequence.touches.length, 'drafted message')}</summary>
      <p className="quiet small">
        Drafted on {dateOf(sequence.businessDate)} ({sequence.reasons.join('; ')}). Nothing of it has been sent.
      </p>
      <ol className={classes.touches}>
        {sequence.touches.map((touch) => (
          <li key={touch.due}>
            <p>
              <strong>{touch.subject}</strong> <span className="quiet small">for {dateOf(touch.due)}</span>
            </p>
            {touch.body === null ? (
              <p className="quiet">The text is erased or not visible to you.</p>
            ) : (
              <Prose text={touch.body} />
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
