import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface Props {
  title: string;
  children?: ReactNode;
  /** What the reader can do about it. */
  action?: ReactNode;
  tone?: 'plain' | 'problem';
}

/** An empty page, a finished one or one that failed: says what is so and what to do. */
export function Notice({ title, children, action, tone = 'plain' }: Props) {
  return (
    <section className={classes.notice} data-tone={tone} role={tone === 'problem' ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children && <div className={classes.body}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </section>
  );
}
