import { Link } from 'react-router';
import type { Passage } from '../api/generated/types.gen';
import { Prose } from '../pieces/Prose';
import { playbookLink, withNamedSlots } from './passage';
import { useReader } from './ReadingContext';

/** `From “GTX Basic at a retailer”, studies/retailer.pdf, page 2, as it read then` */
function placeInWords({ title, file, page, line }: NonNullable<Passage['document']>): string {
  return `From “${title}”, ${file}, ${page === null ? `line ${line}` : `page ${page}`}, as it read then`;
}

export function PassageText({ passage }: { passage: Passage }) {
  const reader = useReader();
  return (
    <article>
      <h2>{passage.title}</h2>
      <p className="quiet small" style={{ marginBottom: 12 }}>
        {passage.document ? placeInWords(passage.document) : passage.id}
      </p>
      {passage.text ? (
        <Prose text={passage.document ? passage.text : withNamedSlots(passage.text)} />
      ) : (
        <p className="quiet">
          This passage is no longer in the playbook. The proposal was made with an earlier version.
        </p>
      )}
      {passage.text && !passage.document && (
        <Link className="small" to={playbookLink(passage.id)} onClick={reader.close}>
          In its section, with the rules beside it
        </Link>
      )}
    </article>
  );
}
