import {
  readingSaid,
  searchMode,
  type Answer,
  type Hit,
  type IndexChange,
  type StoredPassage,
} from '@salesagent/retrieval';
import { indented, placeOf, titleOf } from './passage-place';
import { howSure, quotedLines, whyUnknown } from './reading-text';

/** What `playbook search` prints for programs. `passages` is empty where the answer is not known. */
export function answerJson(question: string, folders: string[], answer: Answer): object {
  const found = answer.hits.map(hitJson);
  const { known, language } = answer;
  return {
    ...{ question, known, confidence: rounded(answer.confidence), confidenceNeeded: answer.confidenceNeeded },
    ...{
      ...readingSaid(answer.reading),
      mode: searchMode(answer.vectors),
      language,
      folders,
      passages: known ? found : [],
      nearest: known ? [] : found,
    },
  };
}

function hitJson({ passage, score, coverage, neighbours }: Hit): object {
  const near = neighbours.map(({ id, heading, text, line }) => ({ id, heading, text, line }));
  return {
    ...{ id: passage.id, score: rounded(score), coverage: rounded(coverage) },
    ...{ file: passage.document.file, line: passage.line, folder: passage.document.source },
    ...(passage.page === undefined ? {} : { page: passage.page }),
    ...{ title: passage.document.title, heading: passage.heading, path: passage.path, text: passage.text },
    ...(near.length > 0 ? { neighbours: near } : {}),
  };
}

export function answerText({ known, confidence, hits, vectors, reading }: Answer, folders: string[]): string {
  const way = vectors.used
    ? `by full text and vectors of ${vectors.model}.`
    : `by full text alone; no vectors: ${vectors.why}.`;
  const searched = `Searched ${folders.join(', ')} ${way}`;
  const said = { ...readingSaid(reading), confidence: rounded(confidence) };
  if (!known) {
    const nearest = hits
      .slice(0, 3)
      .map(({ passage }) => `  ${placeOf(namesOf(passage))}  ${titleOf(namesOf(passage))}`);
    const came = nearest.length > 0 ? ['Nearest, but not enough to rest on:', ...nearest] : [];
    return [`I do not know (${whyUnknown(said)}).`, ...came, searched].join('\n');
  }
  const passages = hits.flatMap((hit, i) => [
    `${i + 1}. ${titleOf(namesOf(hit.passage))}  [${hit.passage.id}]`,
    `   ${placeOf(namesOf(hit.passage))}  score ${hit.score.toFixed(2)}`,
    indented(hit.passage.text),
    ...hit.neighbours.map((near) => `   beside it: ${near.heading}\n${indented(near.text)}`),
    '',
  ]);
  return [...quotedLines(said), ...passages, `${searched} ${howSure(said)}`].join('\n');
}

/** `embedded` is how many texts got a vector now; without a model, `why` says what would make them. */
export function changeText(
  folder: string,
  change: IndexChange,
  { model, embedded, why }: { model: string | null; embedded: number; why: string | null },
): string {
  const { added, changed, removed, unchanged, unreadable, passages } = change;
  const not = unreadable > 0 ? `, ${unreadable} not readable` : '';
  const files = `${added} added, ${changed} changed, ${removed} removed, ${unchanged} as before${not}`;
  const vectors =
    model === null ? `Full text alone; no vectors: ${why}.` : `${embedded} texts got a vector of ${model}.`;
  return `${folder}: ${files}; ${passages} passages indexed. ${vectors}`;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const namesOf = ({ document: { title, file }, path, heading, line, page }: StoredPassage) => ({
  ...{ title, path, heading, file, line, page },
});
