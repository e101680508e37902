import type { Passage } from '../api/generated/types.gen';
import { fieldInWords } from '../format/field';
import { Prose } from '../pieces/Prose';

/** A template with its slots as a person reads them: `{{productName}}` is ‹product name›. */
function withNamedSlots(text: string): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, slot: string) => `‹${fieldInWords(slot).toLowerCase()}›`);
}

export function PassageText({ passage }: { passage: Passage }) {
  return (
    <article>
      <h2>{passage.title}</h2>
      <p className="quiet small" style={{ marginBottom: 12 }}>
        {passage.id}
      </p>
      {passage.text ? (
        <Prose text={withNamedSlots(passage.text)} />
      ) : (
        <p className="quiet">
          This passage is no longer in the playbook. The proposal was made with an earlier version.
        </p>
      )}
    </article>
  );
}
