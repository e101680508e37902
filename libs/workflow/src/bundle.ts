import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import sdk from '@temporalio/worker/package.json';
import { bundleWorkflowCode, type WorkerPlugin, type WorkflowBundle } from '@temporalio/worker';

export interface BundleSettings {
  /** The file that exports the workflows: TypeScript in tests, JavaScript in `dist`. */
  workflowsPath: string;
  /** Repository root, where the aliases of `@salesagent/*` start. */
  root: string;
  /** Where the bundle is kept; without it every start bundles again (1–2 s). */
  cacheFolder?: string;
  plugins?: WorkerPlugin[];
}

/**
 * The bundled workflow code, from the cache when nothing it is made of has changed: the workflow files, the leaves
 * they import, and the SDK's version.
 */
export async function workflowBundle(settings: BundleSettings): Promise<WorkflowBundle> {
  const file = settings.cacheFolder && join(settings.cacheFolder, `workflows-${key(settings)}.js`);
  if (file) {
    try {
      return { code: readFileSync(file, 'utf8') };
    } catch {
      // Not there yet: it is made below.
    }
  }
  const bundle = await bundleWorkflowCode({
    workflowsPath: settings.workflowsPath,
    plugins: settings.plugins ?? [],
    logger: quiet,
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, alias: { ...config.resolve?.alias, ...aliases(settings.root) } },
    }),
  });
  if (file) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, bundle.code);
    renameSync(`${file}.${process.pid}`, file);
  }
  return bundle;
}

/** Only the leaves workflow code may import; a barrel would pull code into the bundle that cannot run there. */
function aliases(root: string): Record<string, string> {
  return {
    '@salesagent/workflow/contracts': resolve(root, 'libs/workflow/src/contracts'),
    '@salesagent/canon/sales': resolve(root, 'libs/canon/src/sales'),
  };
}

function key(settings: BundleSettings): string {
  const hash = createHash('sha256');
  hash.update(`${sdk.version} ${settings.plugins?.map((p) => p.name).join() ?? ''}`);
  const folders = [dirname(settings.workflowsPath), resolve(settings.root, 'libs/canon/src/sales')];
  const files = folders
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && /(?<!\.(spec|test))\.(js|ts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const extension of ['ts', 'js']) files.push(resolve(settings.root, `libs/workflow/src/contracts.${extension}`));
  for (const file of files.sort()) {
    try {
      hash.update(file).update(readFileSync(file));
    } catch {
      // Of the contracts there is either the source or the built file.
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const quiet = {
  log: () => undefined,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message: string) => process.stderr.write(`${message}\n`),
};
