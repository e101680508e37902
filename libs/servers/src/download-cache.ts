import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';

/**
 * Folder for downloaded servers, shared by the clones of one user: `$XDG_CACHE_HOME/salesagent`, else
 * `~/.cache/salesagent`, else `.cache` of the checkout when the home folder cannot be written.
 */
export function downloadCache(environment: NodeJS.ProcessEnv = process.env): string {
  const wanted = [
    join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'salesagent'),
    join(checkout(), '.cache'),
  ];
  for (const folder of wanted) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      continue;
    }
  }
  return join(checkout(), '.cache');
}

/** The folder of the checkout, from the sources as well as from `dist`. */
function checkout(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
  }
  return process.cwd();
}
