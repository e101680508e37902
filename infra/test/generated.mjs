// Generates the OpenAPI document, both clients, the consumers' types and the reference again beside the committed ones and compares.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const fresh = join(root, '.cache/generated');
const stale = [];

function run(...parameters) {
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${parameters.join(' ')} failed:\n${stdout}${stderr}`);
}

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

const text = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

function compare(committed, made, remedy) {
  if (text(join(root, committed)) !== text(made)) stale.push(`${committed} is not up to date: ${remedy}`);
}

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
const specification = join(fresh, 'openapi.json');
run('dist/apps/console/src/api/write-openapi.js', specification);
run(
  'node_modules/prettier/bin/prettier.cjs',
  '--write',
  '--ignore-path',
  '/dev/null',
  '--log-level',
  'warn',
  specification,
);
compare('apps/console/openapi.json', specification, 'node dist/apps/console/src/api/write-openapi.js');

const clients = { 'apps/console/web': 'src/api/generated', 'apps/cli': 'src/client/generated' };
for (const [app, folder] of Object.entries(clients)) {
  const made = join(fresh, app);
  const remedy = `npx openapi-ts -f ${app}/openapi-ts.config.ts`;
  run(
    'node_modules/@hey-api/openapi-ts/bin/run.js',
    '-f',
    `${app}/openapi-ts.config.ts`,
    '-i',
    specification,
    '-o',
    made,
  );
  const names = new Set([...filesIn(made), ...filesIn(join(root, app, folder))]);
  for (const name of names) compare(join(app, folder, name), join(made, name), remedy);
}

run('dist/apps/cli/src/write-reference.js', join(fresh, 'cli.md'));
compare('docs/reference/cli.md', join(fresh, 'cli.md'), 'node dist/apps/cli/src/write-reference.js');

run('dist/infra/contracts/consumer-types.js', join(fresh, 'events.ts'));
compare('integrations/events/src/generated/events.ts', join(fresh, 'events.ts'), 'npm run docs');

for (const line of stale) console.error(line);
process.exit(stale.length === 0 ? 0 : 1);
