import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface Props {
  title: string;
  children?: ReactNode;
  /** What the reader can do about it. */
  action?: ReactNode;
  tone?: 'plain' | 'problem';
  /** 1 where it is the whole page. */
  level?: 1 | 2;
}

/** An empty page, a finished one or one that failed: says what is so and what to do. */
export function Notice({ title, children, action, tone = 'plain', level = 2 }: Props) {
  const Title = level === 1 ? 'h1' : 'h2';
  return (
    <section className={classes.notice} data-tone={tone} role={tone === 'problem' ? 'alert' : undefined}>
      <Title>{title}</Title>
      {children && <div className={classes.body}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </section>
  );
}
