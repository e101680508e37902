import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './releases';

export interface PackedFile {
  path: string;
  size: number;
}

const run = (program: string, args: string[], cwd: string): string =>
  execFileSync(program, args, { cwd, encoding: 'utf8' });

/** Compiles `@salesagent/events` as its publisher would. */
export function buildEventsPackage(root = checkout()): string {
  const folder = join(root, 'integrations/events');
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], folder);
  return folder;
}

/** The files that the package would have. */
export function packedFiles(folder: string): PackedFile[] {
  const [packed] = JSON.parse(run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], folder)) as {
    files: PackedFile[];
  }[];
  return packed!.files;
}

/** Packs the package and lays it out as an install would, in `target/node_modules`. */
export function installEventsPackage(folder: string, target: string): void {
  const place = join(target, 'node_modules/@salesagent/events');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], folder),
  ) as { filename: string }[];
  run('tar', ['-xzf', join(target, packed!.filename), '--strip-components=1', '-C', place], target);
}
