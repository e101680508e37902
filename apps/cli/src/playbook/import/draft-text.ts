import { parseSection, slugOf, type ImportSource, type SectionSource } from '@salesagent/playbook';
import { stringify } from 'yaml';
import { digestOf } from './company-sections';
import type { Topic } from './topics';

/** The edition of a document whose words are imported. */
export interface Edition {
  /** Name of the file. */
  file: string;
  sha256: string;
}

export interface DraftText {
  text: string;
  section: SectionSource;
  source: ImportSource;
}

/**
 * The file of a draft section: the topics word for word as its passages, and where each comes from. Headings that would
 * be one passage are told apart by a number.
 * @param title null where the section has one in the base playbook
 */
export function draftText(id: string, title: string | null, topics: readonly Topic[], edition: Edition): DraftText {
  const body = [
    ...(title === null ? [] : [`# ${title}`]),
    ...apart(topics).map(({ heading, text }) => `## ${heading}\n\n${text}`),
  ].join('\n\n');
  const { passages } = parseSection(`${id}.md`, `---\nstatus: draft\n---\n${body}\n`, []);
  const source: ImportSource = {
    ...{ file: edition.file, sha256: edition.sha256, body: digestOf(body.trim()) },
    passages: Object.fromEntries(
      passages.map(({ slug, text }, i) => [slug, { page: topics[i]?.page ?? null, sha256: digestOf(text) }]),
    ),
  };
  const front = stringify({ status: 'draft', source }, { lineWidth: 0 });
  const text = `---\n${front}---\n\n${body}\n`;
  return { text, source, section: parseSection(`${id}.md`, text, []) };
}

function apart(topics: readonly Topic[]): { heading: string; text: string }[] {
  const taken = new Set<string>();
  return topics.map(({ heading: given, path, text }) => {
    const under = path.at(-1);
    const wordings = [given, ...(under === undefined ? [] : [`${given} (${under})`])];
    let heading = wordings.find((wording) => !taken.has(slugOf(wording)) && slugOf(wording) !== '') ?? '';
    for (let n = 2; heading === ''; n++) if (!taken.has(slugOf(`${given} (${n})`))) heading = `${given} (${n})`;
    taken.add(slugOf(heading));
    return { heading, text };
  });
}
