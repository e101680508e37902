import { useId, type ReactNode } from 'react';
import { Sideways } from './Sideways';
import classes from './Section.module.css';

interface Props {
  title: string;
  note?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}

/** A titled part of a page on its own surface. */
export function Section({ title, note, aside, children, flush }: Props) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {note && <p className={classes.note}>{note}</p>}
      {flush ? (
        <Sideways label={title} className={classes.flush}>
          {children}
        </Sideways>
      ) : (
        <div className={classes.body}>{children}</div>
      )}
    </section>
  );
}
