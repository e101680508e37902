// `npm run record:histories`: runs the scenarios that take every way through the workflows, keeps what they did as
// `src/workflows/histories/next/`, and replays all of it. With a release's name (`-- 0.2.0`) it only gives the folder
// that name, which then is never recorded anew.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../..');
const workflows = resolve(here, '../src/workflows');
const next = join(workflows, 'histories/next');

const [release] = process.argv.slice(2);
if (release !== undefined) {
  if (!/^\d+\.\d+\.\d+$/.test(release)) fail(`"${release}" is no version: give one like 0.2.0, or none to record`);
  if (!existsSync(next)) fail('there is nothing recorded to release: run it without a version first');
  if (existsSync(join(workflows, 'histories', release))) fail(`the histories of ${release} are there already`);
  renameSync(next, join(workflows, 'histories', release));
  console.log(`The histories of ${release} are kept in apps/orchestrator/src/workflows/histories/${release}.`);
  process.exit(0);
}

rmSync(next, { recursive: true, force: true });
jest(
  { RECORD_HISTORIES: '1' },
  'workflows/(gate|lifecycle)-branches',
  'workflows/(former-lifecycles|time)',
  'gate/four-eyes',
);
console.log(
  `${readdirSync(next).length} histories are recorded; now each is replayed and held against the coverage list.`,
);
jest({}, 'workflows/replay');

function jest(environment, ...patterns) {
  const program = join(root, 'node_modules/jest/bin/jest.js');
  const { status } = spawnSync(process.execPath, [program, '--selectProjects', 'integration', '-i', ...patterns], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
