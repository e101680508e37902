import { Link } from 'react-router';
import type { FoundPassage, PlaybookAnswer } from '../../api/generated/types.gen';
import { Prose } from '../../pieces/Prose';
import { playbookLink, withNamedSlots } from '../../reading/passage';
import classes from './Playbook.module.css';

/** The passages that answer a question, best first; where none does, that is said, and what came nearest stands below. */
export function FoundPassages({ answer }: { answer: PlaybookAnswer }) {
  const { known, passages, nearest, searched, quotation, readBy, notRead } = answer;
  return (
    <div className={classes.passages}>
      {quotation && <blockquote className={classes.quotation}>{quotation.words}</blockquote>}
      <p role="status">
        {known ? 'Best first:' : notKnown(readBy, nearest.length)}{' '}
        <span className="quiet small">
          {readBy && `Read by ${readBy}. `}
          {notRead && `A guess, not read: ${notRead.replace(/\.$/, '')}. `}Searched: {searched.join(', ')}.
        </span>
      </p>
      {(known ? passages : nearest).map((passage) => (
        <Found key={passage.id} passage={passage} />
      ))}
    </div>
  );
}

function notKnown(readBy: string | null, nearest: number): string {
  const how = readBy === null ? 'as far as words can tell' : 'in any of the passages that were read';
  return `The playbook does not say, ${how}. ${nearest > 0 ? 'What came nearest, to look at only:' : ''}`;
}

function Found({ passage: { id, source, title, heading, file, line, page, text } }: { passage: FoundPassage }) {
  return (
    <article className={classes.passage} aria-label={heading}>
      <h3>{source === 'playbook' ? <Link to={playbookLink(id)}>{heading}</Link> : heading}</h3>
      <p className="quiet small">
        {title}, {page === null ? `${file}:${line}` : `${file}, page ${page}`}
      </p>
      <Prose text={source === 'playbook' ? withNamedSlots(text) : text} />
    </article>
  );
}
