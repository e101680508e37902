import { askedWords, type Playbook, type Section } from '@salesagent/playbook';
import { createHash } from 'node:crypto';
import type { SourceDocument } from '../passage';
import { INDEX_VERSION } from './folder';
import type { DocumentSource } from './source';

export const PLAYBOOK_SOURCE = 'playbook';

/** The sections of a compiled playbook; passages keep the ids by which they are cited. */
export function playbookSource(playbook: Playbook, company: string | null = null): DocumentSource {
  return {
    name: PLAYBOOK_SOURCE,
    entries: () => {
      const asked = askedWords(playbook);
      return playbook.sections.map((section) => {
        const content = documentOf(section, company, asked);
        const hash = createHash('sha256')
          .update(JSON.stringify([INDEX_VERSION, content]))
          .digest('hex')
          .slice(0, 32);
        return { id: section.id, hash, load: () => ({ document: { ...content, hash }, problems: [] }) };
      });
    },
  };
}

function documentOf(
  section: Section,
  company: string | null,
  asked: ReadonlyMap<string, string>,
): Omit<SourceDocument, 'hash'> {
  const overridden = section.passages.some(({ file }) => file.startsWith('companies/'));
  return {
    source: PLAYBOOK_SOURCE,
    id: section.id,
    title: section.title,
    file: section.passages[0]?.file ?? `base/${section.id}.md`,
    language: 'en',
    company: overridden ? company : null,
    stage: /^[1-7]-/.test(section.id) ? Number(section.id[0]) : null,
    personas: [],
    effectiveFrom: null,
    effectiveTo: null,
    passages: section.passages.map(({ id, heading, text, line }) => {
      const words = asked.get(id);
      return { id, heading, path: [], text, line, ...(words === undefined ? {} : { asked: words }) };
    }),
  };
}
