import classes from './Mark.module.css';

export type Tone = 'live' | 'stalled' | 'dead' | 'bad' | 'accent' | 'plain';

interface Props {
  tone: Tone;
  children: string;
  title?: string;
}

/** A word with a meaning of its own colour; the word alone is enough without the colour. */
export function Mark({ tone, children, title }: Props) {
  return (
    <span className={classes.mark} data-tone={tone} title={title}>
      {children}
    </span>
  );
}
