import { UnstyledButton } from '@mantine/core';
import { useScope, useSession } from './SessionContext';
import classes from './WhoIAm.module.css';

const ROLE_NAMES: Record<string, string> = {
  operations_vp: 'Operations VP',
  manager: 'Manager',
  rep: 'Rep',
  admin: 'Administrator',
  auditor: 'Auditor',
};

const SCOPE = { company: '', team: ' · team’s deals', own: ' · own deals' } as const;

export function WhoIAm() {
  const { principal } = useSession();
  const roles = principal.roles.map((role) => ROLE_NAMES[role] ?? role).join(', ');
  return (
    <div className={classes.who}>
      <div className={classes.words}>
        <strong>{principal.name}</strong>
        <span>
          {roles}
          {SCOPE[useScope()]}
        </span>
      </div>
      <form method="post" action="/auth/logout">
        <UnstyledButton type="submit" className={classes.out}>
          Sign out
        </UnstyledButton>
      </form>
    </div>
  );
}
