import { basename } from 'node:path';

export const MARKDOWN_NAME = /\.(md|markdown)$/i;

/**
 * Ids of the documents of a folder by file: that of Markdown is its name without `.md`, of others the whole name.
 * Markdown that would have the id of another file keeps its ending; of two that are both Markdown, `.md` has the id.
 */
export function documentIds(files: readonly string[]): Map<string, string> {
  const names = new Set(files);
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  const mdFirst = [...files].sort((a, b) => Number(b.endsWith('.md')) - Number(a.endsWith('.md')) || (a < b ? -1 : 1));
  for (const file of mdFirst) {
    const short = file.replace(MARKDOWN_NAME, '');
    // No whole name of a file is the short one of another, so whole names need no counting.
    const id = names.has(short) || taken.has(short) ? file : short;
    taken.add(id);
    ids.set(file, id);
  }
  return ids;
}

/** What a file is called where it does not say so itself. */
export const nameOf = (path: string): string => basename(path).replace(/[-_]+/g, ' ');
