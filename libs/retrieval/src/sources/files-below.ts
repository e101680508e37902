import { READABLE_NAMES } from '@salesagent/documents/reading';
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

export interface FoundFile {
  path: string;
  /** From the folder on, with slashes. */
  file: string;
  /** Why a link is not followed, and what to do about it. */
  unfollowed?: { problem: string; remedy: string };
}

/**
 * Files of readable names in a folder and below it. Hidden folders, `node_modules` and the lock files of Office are
 * passed over. Links that end below the folder are followed, as the mounts of Kubernetes are made of them
 * (`a.md` → `..data/a.md`, `..data` → `..2026_01_31`); what has been found, by its own name first, is not found again,
 * so that links in a circle end.
 * @throws where the folder, or one in it, cannot be listed
 */
export async function filesBelow(folder: string): Promise<FoundFile[]> {
  const root = await realpath(folder);
  const found: FoundFile[] = [];
  const links: string[] = [];
  const seen = new Set<string>();
  const isNew = (real: string): boolean => !seen.has(real) && seen.add(real) !== undefined;
  const add = (path: string, unfollowed?: FoundFile['unfollowed']): void => {
    const file = relative(folder, path).split(sep).join('/');
    found.push({ path, file, ...(unfollowed && { unfollowed }) });
  };

  const list = async (at: string, real: string): Promise<void> => {
    if (!isNew(real)) return;
    for (const entry of (await readdir(at, { withFileTypes: true })).filter(isShown).sort(byName)) {
      const [path, own] = [join(at, entry.name), join(real, entry.name)];
      if (entry.isSymbolicLink()) links.push(path);
      else if (entry.isDirectory()) await list(path, own);
      else if (entry.isFile() && READABLE_NAMES.test(path) && isNew(own)) add(path);
    }
  };
  const follow = async (link: string): Promise<void> => {
    const end = await endOf(link);
    if ('code' in end) {
      const remedy = 'Delete the link, or put back what it leads to.';
      // What leads nowhere may have led to a folder.
      if (READABLE_NAMES.test(link) || extname(link) === '') {
        add(link, { problem: `is a link that cannot be followed (${end.code})`, remedy });
      }
    } else if (end.kind === 'folder' || (end.kind === 'file' && READABLE_NAMES.test(link))) {
      if (!isWithin(root, end.real)) {
        const remedy = 'Put there what it leads to, or let it lead to a place below the folder.';
        add(link, { problem: 'is a link out of the folder', remedy });
      } else if (end.kind === 'folder') await list(link, end.real);
      else if (isNew(end.real)) add(link);
    }
  };

  await list(folder, root);
  // Grows while it is gone through: a folder that is linked may hold links.
  for (const link of links) await follow(link);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const isShown = ({ name }: Dirent): boolean =>
  !name.startsWith('.') && !name.startsWith('~$') && name !== 'node_modules';

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1);

/** Names may begin with two dots themselves: `..data`. */
const isWithin = (root: string, real: string): boolean =>
  real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);

async function endOf(link: string): Promise<{ real: string; kind: 'folder' | 'file' | 'other' } | { code: string }> {
  try {
    const real = await realpath(link);
    const end = await stat(real);
    return { real, kind: end.isDirectory() ? 'folder' : end.isFile() ? 'file' : 'other' };
  } catch (error) {
    return { code: String((error as NodeJS.ErrnoException).code) };
  }
}
