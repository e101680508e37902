import { READABLE_NAMES, readDocument, READING_LIMITS } from '@salesagent/documents/reading';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { loadDocument, readable, type FileToLoad, type ReadsDocuments } from './document';
import { loadMarkdown } from './markdown-file';
import type { DocumentSource, SourceEntry } from './source';

/** Counts up when the same file would be cut or weighed otherwise, so that everything is indexed anew. */
export const INDEX_VERSION = 3;

const MARKDOWN = /\.(md|markdown)$/i;

/** What was seen of a file: how it lay there, and what that makes of it (null: a draft). */
interface Seen {
  sign: string;
  entry: SourceEntry | null;
}

/** Files that are looked at before others have their turn in the process. */
const AT_ONCE = 16;

/**
 * Any folder of Markdown, HTML, Word, PowerPoint and PDF, with what is below it. Hidden folders, `node_modules` and the
 * lock files of Office are passed over. What is no Markdown is read by `read`: a service gives a `DocumentReader`. Asked
 * again, it reads only files that lie there otherwise than before.
 *
 * @param above put before the names of its files, `documents/`, and so before the ids of their passages
 */
export function documentFolder(
  name: string,
  folder: string,
  read: ReadsDocuments = readDocument,
  above = '',
): DocumentSource {
  let seen = new Map<string, Seen>();
  return {
    name,
    entries: async () => {
      const now = new Map<string, Seen>();
      for (const [n, path] of filesIn(folder).entries()) {
        if (n % AT_ONCE === AT_ONCE - 1) await new Promise(setImmediate);
        const [sign, before] = [signOf(path), seen.get(path)];
        const file = above + relative(folder, path).split(sep).join('/');
        now.set(
          path,
          sign !== null && before?.sign === sign
            ? before
            : { sign: sign ?? '', entry: entryOf({ source: name, file, path, read }) },
        );
      }
      seen = now;
      return [...now.values()].flatMap(({ entry }) => entry ?? []);
    },
  };
}

/** Changes whenever a file is written, replaced, or given other rights; null where it cannot be looked at. */
function signOf(path: string): string | null {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    return [ino, size, mtimeMs, ctimeMs].join(' ');
  } catch {
    return null;
  }
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
function entryOf({ source, file, path, read }: Omit<FileToLoad, 'hash'>): SourceEntry | null {
  const hashOf = (content: string | Buffer): string =>
    createHash('sha256').update(`${INDEX_VERSION}\n${file}\n`).update(content).digest('hex').slice(0, 32);
  const content = contentOf(path);
  const id = file.replace(MARKDOWN, '');
  if (typeof content === 'string' || !MARKDOWN.test(file)) {
    const hash = hashOf(content);
    return { id, hash, load: () => loadDocument({ source, file, path, hash, read }) };
  }
  const text = markdownOf(content);
  if (/^---\n(?:(?!---)[^\n]*\n)*?status:[ \t]*['"]?draft\b/.test(text)) return null;
  const hash = hashOf(text);
  // Read again when it is wanted, so that a folder is never in memory as a whole.
  const load = () => readable(file, () => loadMarkdown(source, id, file, markdownOf(readFileSync(path)), hash));
  return { id, hash, load };
}

const markdownOf = (content: Buffer): string =>
  content
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');

/** What tells one edition of a file from another: its bytes; of one that cannot be read, why not. */
function contentOf(path: string): Buffer | string {
  try {
    const { size } = statSync(path);
    return size > READING_LIMITS.fileBytes ? `${size} bytes` : readFileSync(path);
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
