import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PromptError, type PromptFile } from './prompt-file';

const lockSchema = z.record(z.string(), z.strictObject({ version: z.int(), sha256: z.string() }));

/** Prompt → the version that was written down last, and the hash of its text. */
export type PromptLock = z.output<typeof lockSchema>;

const NAME = 'prompts.lock.json';
const COMMAND = 'node dist/libs/llm/src/prompts/write-lock.js';

export function readLock(folder: string): PromptLock {
  const file = join(folder, NAME);
  return existsSync(file) ? lockSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
}

/**
 * Records are kept by version, so a version stands for one text.
 *
 * @throws PromptError for a text that changed under its version, or one that is not written down
 */
export function checkLock(folder: string, files: readonly PromptFile[], lock: PromptLock): void {
  checkVersions(files, lock);
  for (const { id, file, version } of files) {
    if (lock[id]?.version !== version) {
      throw new PromptError(file, 1, `version ${version} is not in ${NAME}; run \`${COMMAND} ${folder}\``);
    }
  }
}

/**
 * Writes down the versions of a folder.
 *
 * @throws PromptError, and writes nothing, when a text changed under its version
 */
export function writeLock(folder: string, files: readonly PromptFile[]): void {
  checkVersions(files, readLock(folder));
  const lock = Object.fromEntries(files.map(({ id, version, hash }) => [id, { version, sha256: hash }]));
  writeFileSync(join(folder, NAME), `${JSON.stringify(lock, null, 2)}\n`);
}

function checkVersions(files: readonly PromptFile[], lock: PromptLock): void {
  for (const { id, file, version, hash } of files) {
    const locked = lock[id];
    if (!locked) continue;
    if (version < locked.version) {
      throw new PromptError(file, 1, `version ${version} is lower than ${locked.version}, which was in use; raise it`);
    }
    if (version === locked.version && hash !== locked.sha256) {
      const next = `set "version: ${version + 1}" and run \`${COMMAND}\` with the folder`;
      throw new PromptError(file, 1, `the text changed and its version did not; ${next}, or take the change back`);
    }
  }
}
