import { Link } from 'react-router';
import type { Passage } from '../api/generated/types.gen';
import { Prose } from '../pieces/Prose';
import { playbookLink, withNamedSlots } from './passage';
import { useReader } from './ReadingContext';

export function PassageText({ passage }: { passage: Passage }) {
  const reader = useReader();
  return (
    <article>
      <h2>{passage.title}</h2>
      <p className="quiet small" style={{ marginBottom: 12 }}>
        {passage.id}
      </p>
      {passage.text ? (
        <>
          <Prose text={withNamedSlots(passage.text)} />
          <Link className="small" to={playbookLink(passage.id)} onClick={reader.close}>
            In its section, with the rules beside it
          </Link>
        </>
      ) : (
        <p className="quiet">
          This passage is no longer in the playbook. The proposal was made with an earlier version.
        </p>
      )}
    </article>
  );
}
