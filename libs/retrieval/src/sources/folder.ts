import { READABLE_NAMES, READING_LIMITS } from '@salesagent/documents/reading';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { loadDocument, readable } from './document';
import { loadMarkdown } from './markdown-file';
import type { DocumentSource, SourceEntry } from './source';

/** Counts up when the same file would be cut or weighed otherwise, so that everything is indexed anew. */
export const INDEX_VERSION = 3;

const MARKDOWN = /\.(md|markdown)$/i;

/**
 * Any folder of Markdown, HTML, Word, PowerPoint and PDF, with what is below it. Hidden folders, `node_modules` and the
 * lock files of Office are passed over.
 */
export function documentFolder(name: string, folder: string): DocumentSource {
  return { name, entries: () => filesIn(folder).flatMap((path) => entryOf(name, folder, path) ?? []) };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !name.startsWith('~$') && name !== 'node_modules')
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return entry.isFile() && READABLE_NAMES.test(entry.name) ? [path] : [];
    })
    .sort();
}

/** Null for a draft: what nobody has put in force answers nothing. */
function entryOf(source: string, folder: string, path: string): SourceEntry | null {
  const file = relative(folder, path).split(sep).join('/');
  const hashOf = (content: string | Buffer): string =>
    createHash('sha256').update(`${INDEX_VERSION}\n${file}\n`).update(content).digest('hex').slice(0, 32);
  const content = contentOf(path);
  if (typeof content === 'string' || !MARKDOWN.test(file)) {
    const hash = hashOf(content);
    return { id: file.replace(MARKDOWN, ''), hash, load: () => loadDocument(source, file, path, hash) };
  }
  const text = content
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
  if (/^---\n(?:(?!---)[^\n]*\n)*?status:[ \t]*['"]?draft\b/.test(text)) return null;
  const id = file.replace(MARKDOWN, '');
  const hash = hashOf(text);
  return { id, hash, load: () => readable(file, () => loadMarkdown(source, id, file, text, hash)) };
}

/** What tells one edition of a file from another: its bytes; of one that cannot be read, why not. */
function contentOf(path: string): Buffer | string {
  try {
    const { size } = statSync(path);
    return size > READING_LIMITS.fileBytes ? `${size} bytes` : readFileSync(path);
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
