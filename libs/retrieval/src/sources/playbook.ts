import { askedWords, type Playbook, type Section } from '@salesagent/playbook';
import { createHash } from 'node:crypto';
import type { SourceDocument } from '../passage';
import { INDEX_VERSION } from './folder';
import type { DocumentSource, SourceEntry } from './source';

export const PLAYBOOK_SOURCE = 'playbook';

/**
 * The sections of a compiled playbook; passages keep the ids by which they are cited. What a company has in its own
 * words is a document of its own (`…@acme`), so that a section it overrides in part stays findable for everybody else.
 * @param company whose overrides the playbook was compiled with; null: the firm's alone
 */
export function playbookSource(playbook: Playbook, company: string | null = null): DocumentSource {
  return {
    name: PLAYBOOK_SOURCE,
    entries: () => {
      const asked = askedWords(playbook);
      return playbook.sections.flatMap((section) => {
        const own = section.passages.filter(({ file }) => company !== null && isCompanys(file));
        const firms = section.passages.filter((passage) => !own.includes(passage));
        return [
          ...(firms.length > 0 || own.length === 0 ? [entryOf(documentOf(section, firms, null, asked))] : []),
          ...(own.length > 0 ? [entryOf(documentOf(section, own, company, asked))] : []),
        ];
      });
    },
  };
}

/** Files are named from the playbooks folder on: `base/…` or `companies/{slug}/…`. */
const isCompanys = (file: string): boolean => file.startsWith('companies/');

function entryOf(content: Omit<SourceDocument, 'hash'>): SourceEntry {
  const hash = createHash('sha256')
    .update(JSON.stringify([INDEX_VERSION, content]))
    .digest('hex')
    .slice(0, 32);
  return { id: content.id, hash, load: () => ({ document: { ...content, hash }, problems: [] }) };
}

function documentOf(
  section: Section,
  passages: Section['passages'],
  company: string | null,
  asked: ReadonlyMap<string, string>,
): Omit<SourceDocument, 'hash'> {
  return {
    source: PLAYBOOK_SOURCE,
    id: company === null ? section.id : `${section.id}@${company}`,
    title: section.title,
    file: passages[0]?.file ?? `base/${section.id}.md`,
    language: 'en',
    company,
    stage: /^[1-7]-/.test(section.id) ? Number(section.id[0]) : null,
    personas: [],
    effectiveFrom: null,
    effectiveTo: null,
    passages: passages.map(({ id, heading, text, line }) => {
      const words = asked.get(id);
      return { id, heading, path: [], text, line, ...(words === undefined ? {} : { asked: words }) };
    }),
  };
}
