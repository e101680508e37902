import { Link } from 'react-router';
import { playbookLink } from '../../reading/passage';
import { groupedBy } from './chapters';
import classes from './Playbook.module.css';

/** `4-progression/deal-risk: rules.silentDays: 21 → 14`, `…#pushed: other words`: the section first, what it says after. */
function parts(change: string): { section: string; said: string } {
  const [, section = '', said = ''] = /^(.*?): (.*)$/s.exec(change) ?? [];
  return section ? { section, said } : { section: '', said: change };
}

/** What a proposal changes, section by section. */
export function ChangeList({ changes }: { changes: string[] }) {
  const told = changes.map(parts);
  const sections = groupedBy(told, ({ section }) => section.split('#')[0]!);
  return (
    <ul className={classes.changes} aria-label="What it changes">
      {[...sections].map(([section, inside]) => (
        <li key={section}>
          {section.includes('/') ? <Link to={playbookLink(section)}>{section}</Link> : section}
          <ul>
            {inside.map(({ section: where, said }) => (
              <li key={`${where} ${said}`}>
                {where.includes('#') ? `“${where.slice(where.indexOf('#') + 1).replaceAll('-', ' ')}”: ${said}` : said}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
