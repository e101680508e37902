import type { Passage } from '../api/generated/types.gen';
import { fieldInWords } from '../format/field';
import { Prose } from '../pieces/Prose';

/** A template with its slots as a person reads them: `{{productName}}` is ‹product name›. */
function withNamedSlots(text: string): string {
  return text.replace(/\{\{(\w+)(?:, if any)?\}\}/g, (_, slot: string) => `‹${fieldInWords(slot).toLowerCase()}›`);
}

/** `From “GTX Basic at a retailer”, studies/retailer.pdf, page 2, as it read then` */
function placeInWords({ title, file, page, line }: NonNullable<Passage['document']>): string {
  return `From “${title}”, ${file}, ${page === null ? `line ${line}` : `page ${page}`}, as it read then`;
}

export function PassageText({ passage }: { passage: Passage }) {
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
    </article>
  );
}
