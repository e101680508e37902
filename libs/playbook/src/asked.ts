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

/**
 * Words for a passage that is not there find nothing: most likely its heading was changed. Of a section that is gone as a
 * whole it is said once.
 */
export function askedProblems(playbook: Playbook): PlaybookProblem[] {
  const data = playbook.data('asked');
  if (!data) return [];
  const sections = playbook.sections.map(({ id }) => id);
  const passages = playbook.sections.flatMap((section) => section.passages.map(({ id }) => id));
  const missing = [...askedWords(playbook).keys()].filter((id) => !passages.includes(id));
  const named = missing.map((id): [kind: 'section' | 'passage', id: string, known: string[]] => {
    const section = id.split('#')[0] ?? id;
    return sections.includes(section) ? ['passage', id, passages] : ['section', section, sections];
  });
  return [...new Map(named.map((one) => [one[1], one])).values()].map(([kind, id, known]) => {
    const near = nearest(id, known);
    return {
      ...data.locate(id.split('#')),
      message: `there is no ${kind} ${id}`,
      suggestion: near
        ? `did you mean ${near}?`
        : kind === 'section'
          ? 'remove it with what is below it, or correct it to the section it is meant for'
          : 'remove the line, or correct it to the heading it is meant for',
    };
  });
}
