import type { Passage } from '../api/generated/types.gen';
import { Prose } from '../pieces/Prose';

export function PassageText({ passage }: { passage: Passage }) {
  return (
    <article>
      <h2>{passage.title}</h2>
      <p className="quiet small" style={{ marginBottom: 12 }}>
        {passage.id}
      </p>
      {passage.text ? (
        <Prose text={passage.text} />
      ) : (
        <p className="quiet">
          This passage is no longer in the playbook. The proposal was made with an earlier version.
        </p>
      )}
    </article>
  );
}
