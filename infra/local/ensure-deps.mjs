// Runs on whatever Node the machine has, before anything is installed: only node: imports here.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Packages of a lockfile that must be there, by path; optional ones may be missing on this platform. */
function packagesOf(file) {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(Object.entries(packages).filter(([path]) => path !== ''));
}

/** Why node_modules is not what the lockfile says, or null when it is. */
function disagreement() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return 'nothing is installed yet';
  const present = packagesOf(installed);
  for (const [path, { version, optional, peer, devOptional }] of packagesOf(join(root, 'package-lock.json'))) {
    const found = present.get(path);
    if (!found && !optional && !peer && !devOptional) return `${path} is missing`;
    if (found && found.version !== version) return `${path} is ${found.version}, wanted ${version}`;
  }
  return null;
}

const reason = disagreement();
if (reason) {
  console.log(`installing dependencies (${reason}): one to two minutes`);
  const npm = process.env.npm_execpath
    ? [process.execPath, [process.env.npm_execpath, 'ci']]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci']];
  const { status, error } = spawnSync(npm[0], npm[1], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`npm ci did not succeed${error ? `: ${error.message}` : ''}. Is the package registry reachable?`);
    process.exit(1);
  }
}
