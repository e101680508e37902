import {
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Client } from 'pg';

/** Of the running server only, or made anew by the restored one. */
const LEFT_OUT = new Set([
  ...['postmaster.pid', 'postmaster.opts', 'pg_internal.init'],
  ...['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'],
]);
/** Folders that a server does not make, though their content is not wanted. */
const EMPTY = [...LEFT_OUT].filter((name) => name.startsWith('pg_') && !name.includes('.') && name !== 'pg_wal');

/**
 * A base backup as `pg_basebackup` takes it, by the server's own interface, since the embedded PostgreSQL brings no
 * client programs: the data folder is copied while it is written, and with it the log that makes the copy whole.
 *
 * @param target folder that is made: the data folder of a server that can be started
 * @param beforeEnd runs right before the end: everything committed by then is in the backup
 */
export async function backUp(
  connectionString: string,
  data: string,
  target: string,
  beforeEnd: () => void,
): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    // Of this session: the server keeps the log from here on until the copy has it.
    await client.query(`select pg_create_physical_replication_slot('backup', true, true)`);
    await client.query(`select pg_backup_start('backup', fast => true)`);
    await copyFolder(data, target);
    for (const name of EMPTY) makeLike(join(data, name), join(target, name));
    beforeEnd();
    const { rows } = await client.query<{ labelfile: string; spcmapfile: string }>(
      'select labelfile, spcmapfile from pg_backup_stop(wait_for_archive => false)',
    );
    await copyFolder(join(data, 'pg_wal'), join(target, 'pg_wal'));
    writeLike(data, join(target, 'backup_label'), rows[0]!.labelfile);
    if (rows[0]!.spcmapfile.trim() !== '') writeLike(data, join(target, 'tablespace_map'), rows[0]!.spcmapfile);
  } finally {
    await client.end();
  }
}

/** What vanishes while it is copied was not needed: the log says what became of it. */
async function copyFolder(from: string, to: string): Promise<void> {
  makeLike(from, to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    await setImmediate(); // the drill's own writers go on meanwhile
    try {
      if (entry.isDirectory()) await copyFolder(source, target);
      else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
      else {
        copyFileSync(source, target);
        ownLike(source, target);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function makeLike(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  ownLike(from, to);
}

function writeLike(like: string, file: string, content: string): void {
  writeFileSync(file, content, { mode: 0o600 });
  ownLike(like, file);
}

function ownLike(from: string, to: string): void {
  const { uid, gid } = statSync(from);
  if (process.getuid?.() === 0) chownSync(to, uid, gid);
}
