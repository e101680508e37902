import { useEffect, type ReactNode } from 'react';
import classes from './PageHeader.module.css';

interface Props {
  title: string;
  /** One sentence that says what the page is about today. */
  lead?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, lead, actions }: Props) {
  useEffect(() => {
    document.title = `${title} · Sales agent`;
  }, [title]);
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        <h1>{title}</h1>
        {lead && <div className={classes.lead}>{lead}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
