import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { signedHeadSchema, type SignedHead } from '@salesagent/audit';

/**
 * Signed heads, one a line, in a file that the database cannot reach. Lines are only ever added, and are on the disk
 * when `append` returns.
 */
export class HeadsFile {
  constructor(readonly path: string) {}

  /** In the order in which they were signed. @throws when a line that is whole is no head */
  read(): SignedHead[] {
    if (!existsSync(this.path)) return [];
    // What follows the last line end was cut off by a crash while it was written.
    const lines = readFileSync(this.path, 'utf8').split('\n').slice(0, -1);
    return lines.flatMap((line, i) => {
      if (line === '') return [];
      try {
        return [signedHeadSchema.parse(JSON.parse(line))];
      } catch (cause) {
        if (!line.endsWith('}')) return []; // cut off by a crash, and gone on with since
        throw new Error(`Line ${i + 1} of ${this.path} is no signed head of the audit chain.`, { cause });
      }
    });
  }

  append(head: SignedHead): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const file = openSync(this.path, 'a+', 0o600);
    try {
      const { size } = fstatSync(file);
      const last = Buffer.alloc(1);
      const cut = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
      writeSync(file, `${cut ? '\n' : ''}${JSON.stringify(head)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}
