import type { Deal } from '../../api/generated/types.gen';
import { Mark } from '../../pieces/Mark';
import { Section } from '../../pieces/Section';
import classes from './Deal.module.css';

export function Contacts({ contacts }: { contacts: Deal['contacts'] }) {
  if (contacts.length === 0) return null;
  return (
    <Section title="People there">
      <ul className={classes.plain}>
        {contacts.map((contact) => (
          <li key={contact.id} className={classes.row}>
            <span>
              {contact.name ?? 'name erased or not visible'} <span className="quiet">{contact.title}</span>
            </span>
            {contact.role && <Mark tone="plain">{contact.role}</Mark>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
