// Compiles what changed, and the web app when its sources changed. `npm run build` and `npm start` call it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const dist = join(root, 'dist');
const FOLDERS = ['libs', 'apps', 'infra', 'bench'];
const SKIPPED = new Set([join(root, 'apps/console/web'), join(dist, 'apps/console/web')]);

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !SKIPPED.has(path)) yield* filesIn(path);
    } else {
      yield path;
    }
  }
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Compiles every folder of code to dist, file by file, only where the source is newer than what was made of it. */
async function compile() {
  const settings = Math.max(
    modified(join(root, '.swcrc')),
    modified(join(root, 'node_modules/@swc/core/package.json')),
  );
  const wanted = new Set();
  const work = [];
  for (const folder of FOLDERS) {
    for (const source of filesIn(join(root, folder))) {
      const place = join(dist, relative(root, source));
      if (/\.(spec|test|d)\.tsx?$/.test(source)) continue;
      if (source.endsWith('.ts')) {
        const target = place.replace(/\.ts$/, '.js');
        wanted.add(target).add(`${target}.map`);
        if (modified(target) <= Math.max(modified(source), settings)) work.push({ source, target });
      } else if (/\.(json|sql|html|txt|md)$/.test(source) && source.includes('/src/')) {
        wanted.add(place);
        if (modified(place) < modified(source)) work.push({ source, copy: place });
      }
    }
  }
  for (const { source, target, copy } of work) {
    mkdirSync(dirname(target ?? copy), { recursive: true });
    if (copy) {
      copyFileSync(source, copy);
      continue;
    }
    const { code, map } = await transformFile(source, {
      cwd: root,
      root,
      configFile: join(root, '.swcrc'),
      sourceMaps: true,
    });
    writeFileSync(`${target}.map`, map ?? '');
    writeFileSync(target, `${code}\n//# sourceMappingURL=${target.split('/').at(-1)}.map\n`);
  }
  for (const folder of FOLDERS) {
    if (!existsSync(join(dist, folder))) continue;
    for (const made of filesIn(join(dist, folder))) if (!wanted.has(made) && /\.js(\.map)?$/.test(made)) rmSync(made);
  }
  return work.length;
}

/** Builds the web app unless the one in dist was made of the same sources. */
function buildWeb() {
  const web = join(root, 'apps/console/web');
  if (!existsSync(join(web, 'index.html'))) return null;
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const file of [...filesIn(web), join(root, 'apps/console/openapi.json')].sort()) {
    if (existsSync(file)) hash.update(relative(root, file)).update('\0').update(readFileSync(file));
  }
  const digest = hash.digest('hex');
  const stamp = join(dist, 'apps/console/web.sha256');
  const made = join(dist, 'apps/console/web/index.html');
  if (existsSync(made) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return false;
  rmSync(stamp, { force: true });
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const result = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: web,
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`the web app does not build:\n${result.stdout}${result.stderr}`);
  writeFileSync(stamp, digest);
  return true;
}

try {
  const part = process.argv[2];
  if (part !== 'web') await compile();
  if (part !== 'code') buildWeb();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
