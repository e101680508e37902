import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CliError, EXIT } from './exit-codes';

/** What the command line finds around it: where the local state is, where the console is. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  cwd: string;
}

/** `SALESAGENT_HOME`, else the nearest `.salesagent` upwards from the current folder, else the one that would be here. */
export function homeFolder({ environment, cwd }: Surroundings): string {
  if (environment['SALESAGENT_HOME']) return resolve(cwd, environment['SALESAGENT_HOME']);
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const candidate = join(folder, '.salesagent');
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return resolve(cwd, '.salesagent');
  }
}

/** Address of the console: `SALESAGENT_URL`, else what `npm start` wrote into the home folder. */
export function consoleUrl(surroundings: Surroundings): string {
  const given = surroundings.environment['SALESAGENT_URL'];
  if (given) {
    if (!URL.canParse(given)) {
      throw new CliError(
        EXIT.usage,
        `SALESAGENT_URL is not an address: ${given}`,
        'Set it to e.g. http://127.0.0.1:4000.',
      );
    }
    return given.replace(/\/$/, '');
  }
  const file = join(homeFolder(surroundings), 'stack.json');
  const stack = readJson(file);
  const url = stack?.['consoleUrl'];
  if (typeof url === 'string') return url.replace(/\/$/, '');
  throw new CliError(
    EXIT.notReachable,
    `No running stack is known: ${file} does not name a console.`,
    'Start it with `npm start`, or set SALESAGENT_HOME or SALESAGENT_URL.',
    'service-down',
  );
}

/** Whether the stack of this home has yet to load what it was started with. */
export function isLoading(surroundings: Surroundings): boolean {
  if (surroundings.environment['SALESAGENT_URL']) return false;
  return readJson(join(homeFolder(surroundings), 'stack.json'))?.['loading'] === true;
}

export function readJson(file: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
