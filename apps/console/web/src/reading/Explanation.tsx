import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { queries } from '../api/queries';
import { Facts } from '../pieces/Facts';
import { Loaded } from '../pieces/Loaded';
import { PassageLink } from '../pieces/PassageLink';
import { Timeline } from '../pieces/Timeline';
import { Value } from '../pieces/Value';
import { useReader } from './ReadingContext';
import classes from './Explanation.module.css';

export function Explanation({ id }: { id: string }) {
  const reader = useReader();
  const explanation = useQuery(queries.explanation(id));
  return (
    <Loaded query={explanation} what="the explanation">
      {(found) => (
        <article className={classes.article}>
          <div>
            <h2>{found.subject.label}</h2>
            <p className={classes.sentence}>{found.sentence}</p>
            <Link className="small" to={`/why/${encodeURIComponent(id)}`} onClick={reader.close}>
              The whole story, step by step
            </Link>
          </div>
          {found.because.length > 0 && (
            <section>
              <h3>Because</h3>
              <Facts
                facts={found.because.map((fact) => ({
                  label: fact.label,
                  value: <Value of={fact.value} name={fact.label} />,
                }))}
              />
            </section>
          )}
          {found.passages.length > 0 && (
            <section>
              <h3>Rules it follows</h3>
              <ul className={classes.passages}>
                {found.passages.map((passage) => (
                  <li key={passage.id}>
                    <PassageLink passage={passage} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          {found.steps.length > 0 && (
            <section>
              <h3>What happened, oldest first</h3>
              <Timeline entries={found.steps} />
            </section>
          )}
        </article>
      )}
    </Loaded>
  );
}
