import classes from './Shortcuts.module.css';

const KEYS = [
  ['j', 'next'],
  ['k', 'before'],
  ['o', 'evidence'],
  ['a', 'approve'],
  ['e', 'edit'],
  ['r', 'reject'],
] as const;

export function Shortcuts() {
  return (
    <p className={classes.keys}>
      {KEYS.map(([key, word]) => (
        <span key={key}>
          <kbd>{key}</kbd> {word}
        </span>
      ))}
    </p>
  );
}
