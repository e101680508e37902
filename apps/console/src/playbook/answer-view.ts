import type { LibraryAnswer } from '@salesagent/mcp';
import { readingSaid, searchMode, type Hit } from '@salesagent/retrieval';
import type { PlaybookAnswer } from '../api/passages.schema';

/** An answer as the API gives it: passages only where they answer the question. */
export function answerView(question: string, { answer, searched }: LibraryAnswer): PlaybookAnswer {
  const { known, language, vectors, reading, confidenceNeeded, hits } = answer;
  const found = hits.map(foundView);
  return {
    ...{ question, known, confidence: thousandths(answer.confidence), confidenceNeeded },
    ...readingSaid(reading),
    ...{ mode: searchMode(vectors), withoutVectors: vectors.used ? null : vectors.why, language, searched },
    ...{ passages: known ? found : [], nearest: known ? [] : found },
  };
}

function foundView({ passage, score, neighbours }: Hit): PlaybookAnswer['passages'][number] {
  const { id, heading, path, text, line, page, document } = passage;
  return {
    ...{ id, source: document.source, title: document.title, heading, path },
    ...{ file: document.file, line, page: page ?? null, text, score: thousandths(score) },
    neighbours: neighbours.map((near) => ({ id: near.id, heading: near.heading, text: near.text, line: near.line })),
  };
}

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;
