import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with these files. */
export function folderOf(files: Record<string, string | Buffer>): string {
  const folder = mkdtempSync(join(tmpdir(), 'salesagent-export-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A copy of an export in which the text of some files is changed. @throws when a change finds nothing to change */
export function changedCopy(of: string, changes: Record<string, [from: string, to: string][]>): string {
  const folder = mkdtempSync(join(tmpdir(), 'salesagent-export-'));
  cpSync(of, folder, { recursive: true });
  for (const [name, replacements] of Object.entries(changes)) {
    const path = join(folder, name);
    let text = readFileSync(path, 'utf8');
    for (const [from, to] of replacements) {
      if (!text.includes(from)) throw new Error(`${name} does not hold "${from}"`);
      text = text.replace(from, to);
    }
    writeFileSync(path, text);
  }
  return folder;
}
