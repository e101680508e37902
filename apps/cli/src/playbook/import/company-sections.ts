import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { createHash } from 'node:crypto';
import {
  DOCUMENTS,
  importSourceOf,
  isDraft,
  parseSection,
  splitSection,
  type ImportSource,
  type SectionSource,
} from '@salesagent/playbook';

/** A section file that is there already. */
export interface PresentSection {
  id: string;
  text: string;
  section: SectionSource;
  /** Of an imported one. */
  source: ImportSource | null;
  draft: boolean;
  /** Something in it is otherwise than it was imported, or somebody has put it in force. */
  edited: boolean;
}

/** The sections of a company's folder, by id; empty where there is no such folder. */
export function sectionsIn(folder: string): Map<string, PresentSection> {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(folder, DOCUMENTS, sep)))
    .sort();
  return new Map(
    paths.map((path) => {
      const file = relative(folder, path).split(sep).join('/');
      const present = presentSection(file.replace(/\.md$/, ''), readFileSync(path, 'utf8'));
      return [present.id, present];
    }),
  );
}

export function presentSection(id: string, text: string): PresentSection {
  const section = parseSection(`${id}.md`, text, []);
  const source = importSourceOf(section);
  const draft = isDraft(section, []);
  return { id, text, section, source, draft, edited: !draft || isEdited(text, section, source) };
}

function isEdited(text: string, section: SectionSource, source: ImportSource | null): boolean {
  if (source === null) return true;
  const keys = Object.keys((section.frontMatter.value() ?? {}) as object);
  if (keys.some((key) => key !== 'status' && key !== 'source')) return true;
  if (source.body !== undefined) return digestOf(splitSection(text).body.trim()) !== source.body;
  // Of before the whole was kept: its title and headings may have been edited.
  const said = section.passages.map(({ slug, text }) => `${slug} ${digestOf(text)}`);
  const imported = Object.entries(source.passages).map(([slug, { sha256 }]) => `${slug} ${sha256}`);
  return said.join('\n') !== imported.join('\n');
}

/** Of the words of a passage or of a whole body, as `source` keeps it. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
