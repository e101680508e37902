import classes from './Playbook.module.css';

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || typeof value !== 'object';

/** A value as its author wrote it: numbers are not rounded and shares stay shares, so that it can be found in the file. */
function inWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isPlain(value)) return String(value);
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  return Object.entries(value as object)
    .map(([key, inner]) => `${key}: ${inWords(inner)}`)
    .join(', ');
}

/** Lists of plain words stand in one line, lists of more each in a line of its own. */
export function RuleValue({ of }: { of: unknown }) {
  if (!Array.isArray(of) || of.every(isPlain))
    return <>{Array.isArray(of) && of.length === 0 ? 'none' : inWords(of)}</>;
  return (
    <ul className={classes.values}>
      {of.map((one, at) => (
        <li key={at}>{inWords(one)}</li>
      ))}
    </ul>
  );
}
