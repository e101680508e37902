import { readDocument, READING_LIMITS, UnreadableDocument } from '@salesagent/documents/reading';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { confidentialByFolder } from '../document-use';
import { loadDocument, readable, type FileToLoad, type ReadsDocuments } from './document';
import { documentIds, MARKDOWN_NAME } from './document-ids';
import { filesBelow } from './files-below';
import { isDraft, loadMarkdown, markdownText } from './markdown-file';
import type { DocumentSource, SourceEntry } from './source';

/** Counts up when the same file would be cut or weighed otherwise, so that everything is indexed anew. */
export const INDEX_VERSION = 5;

/** What was seen of a file: how it lay there (null: it is to be looked at again), what that makes of it (null: a draft). */
interface Seen {
  sign: string | null;
  entry: SourceEntry | null;
}

type FileInFolder = Omit<FileToLoad, 'hash'> & { id: string };

/**
 * Any folder of Markdown, HTML, Word, PowerPoint and PDF, with what is below it (`filesBelow`). What is no Markdown, and
 * Markdown that is large, is read by `read`: a service gives a `DocumentReader`. Asked again, it reads only files that
 * lie there otherwise than before. A file that cannot be read is an entry too, whose loading says why.
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
      const found = await filesBelow(folder);
      const ids = documentIds(found.map(({ file }) => above + file));
      for (const { path, file: below, unfollowed } of found) {
        const file = above + below;
        const confidential = await liesConfidentially(path, file);
        const of = { source: name, id: ids.get(file) ?? file, file, path, confidential, read };
        if (unfollowed) {
          const error = new UnreadableDocument(file, 'unknown-format', unfollowed.problem, unfollowed.remedy);
          now.set(path, { sign: null, entry: unreadableEntry(of, error) });
          continue;
        }
        const [sign, before] = [await signOf(of), seen.get(path)];
        now.set(path, sign !== null && before?.sign === sign ? before : await seenOf(of, sign));
      }
      seen = now;
      return [...now.values()].flatMap(({ entry }) => entry ?? []);
    },
  };
}

/** By its own folders, those above what is indexed, and those that a link leads to. */
async function liesConfidentially(path: string, file: string): Promise<boolean> {
  const real = await realpath(path).catch(() => path);
  return [file, resolve(path), real].some((one) => confidentialByFolder(one.split(sep).join('/')));
}

/** Changes whenever a file is written, replaced, moved, given other rights or another id; null where it cannot be looked at. */
async function signOf({ path, id, confidential }: FileInFolder): Promise<string | null> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [ino, size, mtimeMs, ctimeMs, id, confidential].join(' ');
  } catch {
    return null;
  }
}

async function seenOf(of: FileInFolder, sign: string | null): Promise<Seen> {
  try {
    return { sign, entry: await (MARKDOWN_NAME.test(of.file) ? markdownEntry(of) : documentEntry(of)) };
  } catch (error) {
    // A mount may answer the next time; what the file itself says will be the same.
    return { sign: error instanceof UnreadableDocument ? sign : null, entry: unreadableEntry(of, error as Error) };
  }
}

/** Read again when it is wanted, so that a folder is never in memory as a whole. */
async function markdownEntry(of: FileInFolder): Promise<SourceEntry | null> {
  const text = await markdownText(of.path, of.file);
  if (isDraft(text)) return null;
  const hash = hashOf(of).update(text).digest('hex').slice(0, HASH_LENGTH);
  return { id: of.id, hash, load: () => readable(of.file, () => loadMarkdown({ ...of, hash })) };
}

async function documentEntry(of: FileInFolder): Promise<SourceEntry> {
  const { id, path } = of;
  const hashed = hashOf(of);
  const { size } = await stat(path);
  if (size > READING_LIMITS.fileBytes) hashed.update(`${size} bytes`);
  else for await (const part of createReadStream(path)) hashed.update(part as Buffer);
  const hash = hashed.digest('hex').slice(0, HASH_LENGTH);
  return { id, hash, load: () => loadDocument({ ...of, hash }) };
}

/** An edition that says what is wrong, so that it is told once, and is another when something else is wrong. */
function unreadableEntry(of: FileInFolder, error: Error): SourceEntry {
  const { id, file } = of;
  const hash = hashOf(of).update(error.message).digest('hex').slice(0, HASH_LENGTH);
  return { id, hash, load: () => readable(file, () => Promise.reject(error)) };
}

const HASH_LENGTH = 32;
const hashOf = ({ file, confidential }: FileInFolder) =>
  createHash('sha256').update(`${INDEX_VERSION}\n${file}\n${confidential}\n`);
