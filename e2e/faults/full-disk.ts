import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnerDatabase, RunningStack } from '../harness';
import { patiently, sleep } from './patience';

/** The log on the disk that fills up: the one that is always written while people edit. */
const LOG = 'gateway.event';
const BLOCK = Buffer.alloc(4_096, 1);

/** Why this machine cannot fill a disk; null when it can. */
export function cannotFill(): string | null {
  return process.platform === 'linux' && process.getuid?.() === 0 ? null : 'mounting a small disk takes root on Linux';
}

/**
 * A disk that is full: one service's log is moved to a small file system of its own, which is filled to the last block
 * until appends have failed, and then emptied again.
 */
export class FullDisk {
  private readonly folder: string;

  constructor(
    private readonly stack: RunningStack,
    private readonly database: OwnerDatabase,
  ) {
    this.folder = join(stack.home, 'small-disk');
  }

  /** @returns the problem; null when the disk was full for so long, and appends were refused meanwhile */
  async fill(seconds: number): Promise<string | null> {
    mkdirSync(this.folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m,mode=0777', 'tmpfs', this.folder]);
    const space = join(this.folder, 'space');
    mkdirSync(space);
    execFileSync('chown', ['--reference', join(this.stack.home, 'postgres', 'data'), space]);
    await this.again(`create tablespace small location '${space}'`, /already exists/);
    await this.again(`alter table ${LOG} set tablespace small`);
    const filler = join(this.folder, 'filler');
    const file = openSync(filler, 'w');
    try {
      const refusedBefore = this.refusals();
      const until = performance.now() + seconds * 1_000;
      // Until an append has met it, however long its table had room left.
      while (performance.now() < until || (this.refusals() === refusedBefore && performance.now() < until + 60_000)) {
        writeUntilFull(file);
        await sleep(100);
      }
      return this.refusals() > refusedBefore ? null : 'no append met the full disk';
    } finally {
      closeSync(file);
      rmSync(filler);
      await this.again(`alter table ${LOG} set tablespace pg_default`);
    }
  }

  /** After the stack has ended. */
  remove(): void {
    try {
      execFileSync('umount', [this.folder], { stdio: 'ignore' });
    } catch {
      return; // it was never mounted
    }
  }

  private refusals(): number {
    const log = join(this.stack.home, 'postgres', 'postgres.log');
    return Number(execFileSync('sh', ['-c', `grep -ac 'No space left on device' '${log}' || true`]).toString());
  }

  private async again(statement: string, isDone = /never/): Promise<void> {
    let reason = '';
    const done = await patiently(() =>
      this.database.query(statement).then(
        () => true,
        (error: unknown) => isDone.test((reason = String(error))),
      ),
    );
    if (!done) throw new Error(`${statement}: ${reason}`);
  }
}

function writeUntilFull(file: number): void {
  try {
    for (;;) writeSync(file, BLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
