import { constants, runInThisContext } from 'node:vm';
import { pathToFileURL } from 'node:url';

/**
 * Loads an ES module from CommonJS. Vega awaits at its top level, so `require` refuses it, and the build turns a
 * plain `import()` into `require`; this one stays an import.
 */
const load = runInThisContext('(url) => import(url)', {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}) as (url: string) => Promise<unknown>;

/** @param file absolute path, from `require.resolve` */
export function nativeImport<T>(file: string): Promise<T> {
  return load(pathToFileURL(file).href) as Promise<T>;
}
