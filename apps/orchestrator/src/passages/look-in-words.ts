import type { IndexChange, Look } from '@salesagent/retrieval';

/** What a look did, and what is wrong, a line each for the log. */
export function lookInWords({ changes, failures, embedded, shortened, notEmbedded }: Look): {
  changed: string[];
  wrong: string[];
} {
  const moved = changes.filter(({ change }) => change.added + change.changed + change.removed > 0);
  return {
    changed: [
      ...moved.map(({ source, place, change }) => `Passages of ${source} (${place}): ${counts(change)}`),
      ...(embedded > 0 ? [`${embedded} passages were given vectors`] : []),
      ...shortened,
    ],
    wrong: [
      ...failures.map(({ failure }) => failure),
      ...changes.flatMap(({ change }) => change.problems.map(inWords)),
      ...(notEmbedded === null
        ? []
        : [`Passages that are new or changed have no vectors, words answer alone: ${notEmbedded}`]),
    ],
  };
}

const counts = ({ added, changed, removed, passages, unreadable }: IndexChange): string =>
  [
    `${added} documents added, ${changed} changed, ${removed} removed; ${passages} passages`,
    ...(unreadable > 0 ? [`${unreadable} files cannot be read`] : []),
  ].join('; ');

const inWords = ({ file, line, message, suggestion }: IndexChange['problems'][number]): string =>
  `${file}:${line}: ${message}. ${suggestion}`;
