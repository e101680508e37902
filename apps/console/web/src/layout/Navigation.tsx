import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router';
import { queries } from '../api/queries';
import { useSession } from './SessionContext';
import classes from './Navigation.module.css';

const WORK = [
  { to: '/xray', label: 'X-ray' },
  { to: '/inbox', label: 'Inbox' },
  { to: '/deals', label: 'Deals' },
  { to: '/accounts', label: 'Accounts' },
  { to: '/kpis', label: 'KPIs' },
  { to: '/forecast', label: 'Forecast' },
  { to: '/quality', label: 'Data quality' },
];
const SET_UP = [
  { to: '/actions', label: 'Actions' },
  { to: '/playbook', label: 'Playbook' },
  { to: '/policy', label: 'Policy' },
  { to: '/tiering', label: 'Tiering' },
  { to: '/away', label: 'Away' },
  { to: '/autonomy', label: 'Autonomy' },
  { to: '/costs', label: 'Costs' },
  { to: '/audit', label: 'Audit' },
  { to: '/import', label: 'Import' },
  { to: '/operations', label: 'Operations' },
  { to: '/notifications', label: 'Notifications' },
];

export function Navigation({ onGo }: { onGo: () => void }) {
  const { can } = useSession();
  const hidden = [!can.readAudit && '/audit', !can.readCosts && '/costs'];
  const setUp = SET_UP.filter(({ to }) => !hidden.includes(to));
  // What the inbox itself would show today, not all that could ever be decided.
  const waiting = useQuery(queries.inbox()).data?.items.length ?? 0;
  const list = (items: typeof WORK) => (
    <ul className={classes.list}>
      {items.map((item) => (
        <li key={item.to}>
          <NavLink to={item.to} className={classes.link} onClick={onGo}>
            {item.label}
            {item.to === '/inbox' && waiting > 0 && (
              <span className={classes.count} aria-label={`${waiting} waiting`}>
                {waiting}
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
      {list(setUp)}
    </nav>
  );
}
