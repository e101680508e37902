import { NavLink } from 'react-router';
import { useSession } from './SessionContext';
import classes from './Navigation.module.css';

const WORK = [
  { to: '/xray', label: 'X-ray' },
  { to: '/inbox', label: 'Inbox' },
  { to: '/deals', label: 'Deals' },
  { to: '/accounts', label: 'Accounts' },
  { to: '/kpis', label: 'KPIs' },
  { to: '/forecast', label: 'Forecast' },
];
const SET_UP = [
  { to: '/actions', label: 'Actions' },
  { to: '/tiering', label: 'Tiering' },
  { to: '/import', label: 'Import' },
];

export function Navigation({ onGo }: { onGo: () => void }) {
  const { counts } = useSession();
  const list = (items: typeof WORK) => (
    <ul className={classes.list}>
      {items.map((item) => (
        <li key={item.to}>
          <NavLink to={item.to} className={classes.link} onClick={onGo}>
            {item.label}
            {item.to === '/inbox' && counts.inbox > 0 && (
              <span className={classes.count} aria-label={`${counts.inbox} waiting`}>
                {counts.inbox}
              </span>
            )}
          </NavLink>
        </li>
      ))}
    </ul>
  );
  return (
    <nav aria-label="Pages">
      {list(WORK)}
      {list(SET_UP)}
    </nav>
  );
}
