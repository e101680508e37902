import { existsSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Glossary } from '@salesagent/playbook';
import type { Embedder } from '@salesagent/retrieval';
import { usageError } from '../exit-codes';
import type { Surroundings } from '../surroundings';
import { glossaryIn, KeptIndex } from './kept-index';

/**
 * One folder in memory where it is named, else what is kept, each folder brought up to date; else the playbook. The
 * model is the caller's: whoever asks again and again holds one.
 */
export async function upToDate(
  from: Surroundings,
  o: { dir?: string | undefined; company?: string | undefined },
  say: (text: string) => void,
  model: Embedder | null,
): Promise<KeptIndex> {
  if (o.dir !== undefined) {
    const index = KeptIndex.inMemory();
    await index.add(folderOf(from, o.dir, true), o.company ?? null);
    return index;
  }
  const index = await KeptIndex.open(from);
  if (index.folders.length === 0) {
    const once = KeptIndex.inMemory();
    await once.add(folderOf(from, undefined, true), o.company ?? null);
    return once;
  }
  for (const { folder, company } of [...index.folders]) {
    if (!existsSync(folder)) {
      say(`${shownFolder(from, folder)} is no longer there; searched as it was when it was indexed.`);
      continue;
    }
    await index.add(folder, company);
  }
  index.save();
  // Only what changed: the first vectors of a model are made by `playbook index`, which says how far it is.
  // The question is still answered by words; its own failure to be embedded is told with the answer.
  if (model && index.store.vectors?.model === model.model) {
    await index.embed(model).catch((error: Error) => {
      say(`Searched by words where there are no vectors yet: ${error.message.replace(/\.$/, '')}.`);
    });
  }
  return index;
}

/** Words of the trade hold for a company's own documents too: without a playbook among the folders, the one here. */
export function glossaryFor(from: Surroundings, index: KeptIndex): Glossary {
  if (index.folders.some(({ playbook }) => playbook)) return index.glossary;
  return glossaryIn(resolve(from.cwd, from.environment['PLAYBOOKS_DIR'] ?? 'playbooks'));
}

export function folderOf(from: Surroundings, given: string | undefined, mustExist: boolean): string {
  const shown = given ?? from.environment['PLAYBOOKS_DIR'] ?? 'playbooks';
  const folder = resolve(from.cwd, shown);
  if (mustExist && !existsSync(folder)) {
    throw usageError(`There is no folder ${shown}.`, 'Give the folder of documents to look through.');
  }
  if (mustExist && !statSync(folder).isDirectory()) {
    throw usageError(`${shown} is a file.`, 'Give the folder it is in.');
  }
  return folder;
}

export const shownFolder = (from: Surroundings, folder: string): string => {
  const path = relative(from.cwd, folder);
  return path === '' ? '.' : path.startsWith('..') ? folder : path;
};
