import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, isAlive } from './processes';

/** The server that holds `data`'s lock file and really is one, or null. */
export function runningPostmaster(data: string): { pid: number; port: number } | null {
  const lock = lockFile(data);
  return lock && isAlive(lock.pid) && isPostmasterOf(lock.pid, data) ? lock : null;
}

/**
 * Removes a lock file whose process id now belongs to somebody else (after a reboot, say): PostgreSQL would
 * take that process for its own server and refuse to start.
 */
export function forgetForeignLock(data: string): void {
  const lock = lockFile(data);
  if (lock && isAlive(lock.pid) && !isPostmasterOf(lock.pid, data)) rmSync(join(data, 'postmaster.pid'));
}

function lockFile(data: string): { pid: number; port: number } | null {
  try {
    const [pid, , , port] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(pid), port: Number(port) };
  } catch {
    return null;
  }
}

function isPostmasterOf(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return true; // no cheap way to see; PostgreSQL's own check decides
  const line = commandLine(pid);
  return line.includes('postgres') && line.includes(data);
}
