import type { Answer, Hit, IndexChange, StoredPassage, VectorUse } from '@salesagent/retrieval';

/** What `playbook search` prints for programs. `passages` is empty where the answer is not known. */
export function answerJson(question: string, folders: string[], answer: Answer): object {
  const found = answer.hits.map(hitJson);
  const { known, language } = answer;
  return {
    ...{ question, known, confidence: rounded(answer.confidence), confidenceNeeded: answer.confidenceNeeded },
    ...{ mode: modeOf(answer.vectors), language, folders, passages: known ? found : [], nearest: known ? [] : found },
  };
}

function hitJson({ passage, score, coverage, neighbours }: Hit): object {
  const near = neighbours.map(({ id, heading, text, line }) => ({ id, heading, text, line }));
  return {
    ...{ id: passage.id, score: rounded(score), coverage: rounded(coverage) },
    ...{ file: passage.document.file, line: passage.line, folder: passage.document.source },
    ...{ title: passage.document.title, heading: passage.heading, path: passage.path, text: passage.text },
    ...(near.length > 0 ? { neighbours: near } : {}),
  };
}

/** How passages were found. Said with every answer, since other ways find other things. */
const modeOf = (vectors: VectorUse): string =>
  vectors.used ? `full text and vectors of ${vectors.model}` : 'full text, no vectors';

export function answerText({ known, confidence, hits, vectors }: Answer, folders: string[]): string {
  const way = vectors.used
    ? `by full text and vectors of ${vectors.model}.`
    : `by full text alone; no vectors: ${vectors.why}.`;
  const searched = `Searched ${folders.join(', ')} ${way}`;
  if (!known) {
    const nearest = hits.slice(0, 3).map(({ passage }) => `  ${place(passage)}  ${titleOf(passage)}`);
    const came = nearest.length > 0 ? ['Nearest, but not enough to rest on:', ...nearest] : [];
    return [`I do not know (confidence ${rounded(confidence)}).`, ...came, searched].join('\n');
  }
  const passages = hits.flatMap((hit, i) => [
    `${i + 1}. ${titleOf(hit.passage)}  [${hit.passage.id}]`,
    `   ${place(hit.passage)}  score ${hit.score.toFixed(2)}`,
    indented(hit.passage.text),
    ...hit.neighbours.map((near) => `   beside it: ${near.heading}\n${indented(near.text)}`),
    '',
  ]);
  return [...passages, `${searched} Confidence ${rounded(confidence)}.`].join('\n');
}

/** `embedded` is how many texts got a vector now; null where no model is there. */
export function changeText(folder: string, change: IndexChange, model: string | null, embedded: number): string {
  const { added, changed, removed, unchanged, passages } = change;
  const files = `${added} added, ${changed} changed, ${removed} removed, ${unchanged} as before`;
  const vectors =
    model === null
      ? 'Full text alone; no vectors: `salesagent playbook model` fetches the model that makes them.'
      : `${embedded} texts got a vector of ${model}.`;
  return `${folder}: ${files}; ${passages} passages indexed. ${vectors}`;
}

const titleOf = ({ document, path, heading }: StoredPassage): string =>
  [...new Set([document.title, ...path, heading])].join(' › ');
const place = ({ document, line }: StoredPassage): string => `${document.file}:${line}`;
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const indented = (text: string): string => text.replace(/^(?=.)/gm, '   ');
