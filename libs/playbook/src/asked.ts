import { nearest } from '@salesagent/governance';
import { z } from 'zod';
import { dataOf, type Playbook } from './playbook';
import type { PlaybookProblem } from './problems';

/** `asked.yaml`: section → passage → words by which people ask for it and which it does not itself use. */
export const askedSchema = z.record(z.string(), z.record(z.string(), z.string().trim().min(1)));

/** Passage id → the words people ask for it by. @throws PlaybookErrors */
export function askedWords(playbook: Playbook): ReadonlyMap<string, string> {
  const data = playbook.data('asked');
  if (!data) return new Map();
  return new Map(
    Object.entries(dataOf(data, askedSchema)).flatMap(([section, passages]) =>
      Object.entries(passages).map(([slug, words]) => [`${section}#${slug}`, words] as const),
    ),
  );
}

/** Words for a passage that is not there find nothing: most likely its heading was changed. */
export function askedProblems(playbook: Playbook): PlaybookProblem[] {
  const data = playbook.data('asked');
  const known = playbook.sections.flatMap(({ passages }) => passages.map(({ id }) => id));
  return [...askedWords(playbook).keys()]
    .filter((id) => !known.includes(id))
    .map((id) => {
      const near = nearest(id, known);
      return {
        ...(data?.locate(id.split('#')) ?? { file: 'asked.yaml', line: 1 }),
        message: `there is no passage ${id}`,
        suggestion: near ? `did you mean ${near}?` : 'remove the line, or correct it to the heading it is meant for',
      };
    });
}
