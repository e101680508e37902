import { useEffect } from 'react';
import { useLocation } from 'react-router';
import type { PlaybookSection } from '../../api/generated/types.gen';
import { Mark } from '../../pieces/Mark';
import { Prose } from '../../pieces/Prose';
import { Section } from '../../pieces/Section';
import { slugIn, withNamedSlots } from '../../reading/passage';
import classes from './Playbook.module.css';

/** What a section says, passage by passage, each with the id by which agents cite it. */
export function PassageList({ passages }: { passages: PlaybookSection['passages'] }) {
  const { hash } = useLocation();
  useEffect(() => {
    // The passage came after the page: the browser has looked for it already, in vain.
    if (hash) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  }, [hash]);
  return (
    <Section title="What it says" note="Each passage has an id by which agents cite it. ‹…› is filled in from facts.">
      {passages.length === 0 && <p className="quiet">Nothing in words: this section is rules alone.</p>}
      <div className={classes.passages}>
        {passages.map(({ id, title, text, file, line, whose }) => (
          <article key={id} id={slugIn(id)} className={classes.passage} aria-labelledby={`heading-${slugIn(id)}`}>
            <h3 id={`heading-${slugIn(id)}`}>
              {title} {whose === 'company' && <Mark tone="accent">the company’s own</Mark>}
            </h3>
            <p className="quiet small">
              {id}, {file}:{line}
            </p>
            <Prose text={withNamedSlots(text)} />
          </article>
        ))}
      </div>
    </Section>
  );
}
