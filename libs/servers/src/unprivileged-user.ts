import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface UnixUser {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. Returns the user to run it as, or null when this process is not root
 * and the server can simply run as whoever started it.
 */
export function unprivilegedUser(): UnixUser | null {
  if (process.getuid?.() !== 0) return null;
  return lookUp('postgres') ?? created('postgres') ?? lookUp('nobody');
}

function lookUp(name: string): UnixUser | null {
  try {
    const entry = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${name}:`));
    const [, , uid, gid] = entry?.split(':') ?? [];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
  } catch {
    return null;
  }
}

function created(name: string): UnixUser | null {
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', name]],
  ];
  for (const [program, parameters] of attempts) {
    try {
      execFileSync(program, parameters, { stdio: 'ignore' });
      return lookUp(name);
    } catch {
      continue;
    }
  }
  return null;
}

/** Whether `user` may pass through every folder above `path` (the folder itself need not exist yet). */
export function canReach(path: string, user: UnixUser): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if (!(stat.mode & bit)) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}
