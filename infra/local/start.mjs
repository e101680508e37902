// `npm start`: compiles what changed, then starts everything and stays in the foreground.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');

const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  console.error(`This needs Node 24, and runs on ${process.version}: call it by \`npm start\`, which brings its own.`);
  process.exit(1);
}
const built = spawnSync(process.execPath, [join(here, 'build.mjs'), 'code'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(1);
const { start } = createRequire(import.meta.url)(join(root, 'dist/infra/local/main.js'));
await start(root, process.argv.slice(2));
process.exit();
