import type { Passage } from '../client/generated';

/** Where a passage of a document stands, for whoever wants to read on: ` studies/retailer.pdf, page 2`. */
function placeOf({ document }: Passage): string {
  if (!document) return '';
  const { file, page, line } = document;
  return ` ${file}, ${page === null ? `line ${line}` : `page ${page}`}:`;
}

/** Passages with what they say; of a template, which says nothing until it is filled, only the name. */
export function passagesText(passages: readonly Passage[]): string[] {
  const templates = passages.filter(({ text, document }) => !document && text?.includes('{{'));
  return [
    ...passages
      .filter((passage) => !templates.includes(passage))
      .map(
        (passage) =>
          `\n[${passage.id}]${placeOf(passage)} ${passage.text ?? 'This passage is no longer in the playbook.'}`,
      ),
    ...(templates.length > 0 ? [`\nWorded by ${templates.map(({ id }) => id).join(', ')}`] : []),
  ];
}
