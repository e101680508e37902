import type { Passages, PlaybookAnswer } from '../client/generated';
import { count, date } from './numbers';
import { indented, placeOf, titleOf } from './passage-place';
import { howSure, quotedLines, whyUnknown } from './reading-text';

/** The answer of a stack, as `playbook search` shows one of its own. */
export function stackAnswerText(a: PlaybookAnswer): string {
  const searched = `Searched ${a.searched.join(', ')} by ${a.mode}${a.withoutVectors ? `: ${a.withoutVectors}` : ''}.`;
  if (!a.known) {
    const nearest = a.nearest.slice(0, 3).map((one) => `  ${placeOf(one)}  ${titleOf(one)}`);
    const came = nearest.length > 0 ? ['Nearest, but not enough to rest on:', ...nearest] : [];
    return [`I do not know (${whyUnknown(a)}).`, ...came, searched].join('\n');
  }
  const passages = a.passages.flatMap((one, i) => [
    `${i + 1}. ${titleOf(one)}  [${one.id}]`,
    `   ${placeOf(one)}  score ${one.score.toFixed(2)}`,
    indented(one.text),
    ...one.neighbours.map((near) => `   beside it: ${near.heading}\n${indented(near.text)}`),
    '',
  ]);
  return [...quotedLines(a), ...passages, `${searched} ${howSure(a)}`].join('\n');
}

/** What can be searched, and what cannot and why, a line each. */
export function indexedText({ embedding, sources }: Passages): string[] {
  const { model, failure } = embedding;
  const vectors = model === null ? 'by words alone' : `by words and vectors of ${model}`;
  return [
    `Searched ${vectors}${failure === null ? '.' : `: ${failure.replace(/\.$/, '')}.`}`,
    ...sources.flatMap((source) => [
      `  ${source.source} (${source.place}): ${count(source.documents)} documents, ${count(source.passages)} passages` +
        `${model === null ? '' : `, ${count(source.withVector)} with a vector`}, since ${date(source.since)}`,
      ...(source.failure === null ? [] : [`    as it was: ${source.failure}`]),
      ...source.unreadable.map((one) => `    ${one.file}: ${one.message}\n        ${one.suggestion}`),
      ...source.problems.map((one) => `    ${one.file}:${one.line}: ${one.message}\n        ${one.suggestion}`),
    ]),
  ];
}
