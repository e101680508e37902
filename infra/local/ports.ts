import { freePort, isPortFree } from '@salesagent/servers';
import type { Home } from './home';
import { StartError } from './options';

/** Ports of a home by process name: kept from start to start where they are still free. */
export async function choosePorts(home: Home, consolePort: number, names: string[]): Promise<Record<string, number>> {
  if (!(await isPortFree(consolePort))) {
    throw new StartError(`port ${consolePort} is in use by another program: npm start -- --port N chooses another`);
  }
  const kept = home.read<Record<string, number>>('ports.json') ?? {};
  const chosen: Record<string, number> = { console: consolePort };
  for (const name of names.filter((each) => each !== 'console')) {
    const before = kept[name];
    const taken = new Set(Object.values(chosen));
    let port = before && !taken.has(before) && (await isPortFree(before)) ? before : await freePort();
    while (taken.has(port)) port = await freePort();
    chosen[name] = port;
  }
  home.write('ports.json', chosen);
  return chosen;
}
