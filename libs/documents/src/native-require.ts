import type Module from 'node:module';
import { runInThisContext } from 'node:vm';

const { createRequire } = runInThisContext(`process.getBuiltinModule('node:module')`) as typeof Module;

/**
 * Node's own `require`. That of a test runner gives modules a context of their own, in which a package cannot load the
 * rest of itself by `import()`.
 */
export const nativeRequire = createRequire(__filename);
