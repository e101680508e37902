import { Progress } from '@mantine/core';
import type { Import } from '../../api/generated/types.gen';
import { count } from '../../format/number';
import classes from './Import.module.css';

/** An import under way: which part, how far, what has been loaded so far. */
export function ImportProgress({ found }: { found: Import }) {
  const share = Math.round((found.progress ?? 0) * 100);
  const counts = Object.entries(found.counts ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return (
    <section className={classes.progress} aria-label="Import" aria-live="polite">
      <div className={classes.phase}>
        <strong>{found.phase ?? 'Reading the files'}</strong>
        <span>{share} %</span>
      </div>
      <Progress value={share} size="sm" aria-label="Import progress" />
      <p className="quiet small">
        {counts.length > 0
          ? counts.map(([type, n]) => `${count(n)} ${type}`).join(' · ')
          : 'The X-ray appears here as soon as the records are in. You can leave this page.'}
      </p>
    </section>
  );
}
